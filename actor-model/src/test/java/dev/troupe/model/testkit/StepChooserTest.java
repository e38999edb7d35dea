package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Cart;
import dev.troupe.model.testkit.Relay.CountAfter;
import dev.troupe.model.testkit.Relay.Pass;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What happens next in a run follows from the seed. */
class StepChooserTest {
  private static final Parts PARTS =
      new Parts(
          Relay.ACME,
          Map.of(
              "relay",
              new Parts.Made<>(Relay.TYPE, Relay.TYPE::create),
              "cart",
              new Parts.Made<>(Cart.TYPE, Cart.TYPE::create)),
          Set.of());

  private static Request command(RandomGenerator random) {
    String relay = "r-" + random.nextInt(2);
    return random.nextBoolean()
        ? Request.to(Relay.TYPE, relay, new Pass("c-1", "item-" + random.nextInt(5)))
        : Request.to(Relay.TYPE, relay, new CountAfter("later", Duration.ofMinutes(5)));
  }

  private static Run run(long seed, int steps) {
    Run run = new Run(PARTS, new Run.Rules(List.of(), List.of(), 100));
    StepChooser chooser = new StepChooser(seed, StepChooserTest::command);
    for (int i = 0; i < steps; i++) {
      run.apply(chooser.next(run.simulator()));
    }
    return run;
  }

  @Test
  void aSeedChoosesTheSameStepsEachTime() {
    assertThat(run(7, 300).steps()).isEqualTo(run(7, 300).steps());
  }

  @Test
  void seedsThatFollowOneAnotherChooseDifferently() {
    Set<List<Step>> all = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      all.add(run(seed, 10).steps());
    }
    assertThat(all).hasSize(100);
  }

  @Test
  void everythingThatCanHappenHappensAndMakesSense() {
    assertThat(run(1, 3000).counts())
        .containsKeys(
            "command",
            "command again",
            "unheard command",
            "lost command",
            "delivery",
            "unheard delivery",
            "lost delivery",
            "late copy",
            "firing",
            "unheard firing",
            "lost firing",
            "crash",
            "passivation",
            "time")
        .doesNotContainKey("nothing");
  }
}
