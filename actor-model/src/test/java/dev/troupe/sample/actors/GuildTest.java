package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Apprentice.Made;
import dev.troupe.sample.actors.Apprentice.Make;
import dev.troupe.sample.actors.Apprentice.Note;
import dev.troupe.sample.actors.Guild.Command;
import dev.troupe.sample.actors.Guild.Dismiss;
import dev.troupe.sample.actors.Guild.GetNames;
import dev.troupe.sample.actors.Guild.Hire;
import dev.troupe.sample.actors.Guild.HireAnybody;
import dev.troupe.sample.actors.Guild.Names;
import org.apache.pekko.Done;
import org.apache.pekko.actor.InvalidActorNameException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GuildTest {
  private static final ActorTestKit KIT = Kits.patient();

  private final TestProbe<Note> diary = KIT.createTestProbe();
  private final ActorRef<Command> guild = KIT.spawn(Guild.create(Apprentice.create(diary.ref())));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private StatusReply<ActorRef<Apprentice.Command>> hire(String name) {
    TestProbe<StatusReply<ActorRef<Apprentice.Command>>> probe = KIT.createTestProbe();
    guild.tell(new Hire(name, probe.ref()));
    return probe.receiveMessage();
  }

  private StatusReply<Done> dismiss(String name) {
    TestProbe<StatusReply<Done>> probe = KIT.createTestProbe();
    guild.tell(new Dismiss(name, probe.ref()));
    return probe.receiveMessage();
  }

  private Names names() {
    TestProbe<Names> probe = KIT.createTestProbe();
    guild.tell(new GetNames(probe.ref()));
    return probe.receiveMessage();
  }

  @Test
  void takesOnApprenticesByNameAndListsThem() {
    ActorRef<Apprentice.Command> ann = hire("ann").getValue();
    hire("bob");

    assertThat(ann.path().name()).isEqualTo("ann");
    assertThat(ann.path().parent()).isEqualTo(guild.path());
    assertThat(names().names()).containsExactly("ann", "bob");
    ann.tell(new Make("a hinge"));
    assertThat(diary.receiveMessage()).isEqualTo(new Made("a hinge"));
  }

  @Test
  void aNameIsRefusedAsLongAsThereIsSomebodyOfIt() {
    assertThat(hire("ann").isSuccess()).isTrue();
    assertThat(hire("ann").getError()).hasMessage("there is an apprentice 'ann'");
    assertThat(names().names()).containsExactly("ann");

    assertThat(dismiss("ann").isSuccess()).isTrue();
    assertThat(hire("ann").isSuccess()).isTrue();
  }

  @Test
  void takesOnAnybodyWithoutAName() {
    TestProbe<ActorRef<Apprentice.Command>> probe = KIT.createTestProbe();
    guild.tell(new HireAnybody(probe.ref()));
    guild.tell(new HireAnybody(probe.ref()));

    ActorRef<Apprentice.Command> first = probe.receiveMessage();
    assertThat(probe.receiveMessage()).isNotEqualTo(first);
    assertThat(names().names()).hasSize(2);
    first.tell(new Make("a nail"));
    assertThat(diary.receiveMessage()).isEqualTo(new Made("a nail"));
  }

  @Test
  void nobodyIsDismissedWhoIsNotThere() {
    assertThat(dismiss("ann").getError()).hasMessage("there is no apprentice 'ann'");
  }

  @Test
  void pekkoItselfRefusesANameThatIsTakenWithAnErrorThatNamesIt() {
    TestProbe<String> probe = KIT.createTestProbe();
    KIT.spawn(
        Behaviors.<Done>setup(context -> {
          context.spawn(Behaviors.empty(), "ann");
          try {
            context.spawn(Behaviors.empty(), "ann");
          } catch (InvalidActorNameException refused) {
            probe.ref().tell(refused.getMessage());
          }
          return Behaviors.empty();
        }));
    assertThat(probe.receiveMessage()).isEqualTo("actor name [ann] is not unique!");
  }
}
