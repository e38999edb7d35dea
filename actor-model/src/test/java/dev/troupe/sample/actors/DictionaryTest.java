package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Dictionary.Command;
import dev.troupe.sample.actors.Dictionary.Define;
import dev.troupe.sample.actors.Dictionary.Found;
import dev.troupe.sample.actors.Dictionary.LookUp;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final int VOLUMES = 4;
  private static final int WORDS = 1_000;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void eachWordIsAlwaysLookedUpInTheVolumeThatDefinesIt() {
    for (int i = 0; i < VOLUMES; i++) {
      KIT.spawn(Dictionary.volume());
    }
    awaitVolumes();
    ActorRef<Command> dictionary = KIT.spawn(Dictionary.create());
    TestProbe<Found> probe = KIT.createTestProbe();

    for (int i = 0; i < WORDS; i++) {
      dictionary.tell(new Define("word " + i, "meaning " + i));
      dictionary.tell(new LookUp("word " + i, probe.ref()));
      dictionary.tell(new LookUp("word " + i, probe.ref()));
    }

    var found = IntStream.range(0, 2 * WORDS).mapToObj(i -> probe.receiveMessage()).toList();
    assertThat(found)
        .allSatisfy(word ->
            assertThat(word.meaning())
                .isEqualTo(Optional.of(word.word().replace("word", "meaning"))));
    assertThat(found.stream().map(Found::volume).distinct()).hasSize(VOLUMES);
  }

  private static void awaitVolumes() {
    TestProbe<Receptionist.Listing> listings = KIT.createTestProbe();
    var receptionist = KIT.system().receptionist();
    receptionist.tell(Receptionist.subscribe(Dictionary.VOLUMES, listings.ref()));
    listings.fishForMessage(
        Duration.ofMinutes(1),
        listing ->
            listing.getServiceInstances(Dictionary.VOLUMES).size() == VOLUMES
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }
}
