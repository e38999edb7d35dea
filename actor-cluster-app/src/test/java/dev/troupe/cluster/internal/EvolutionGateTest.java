package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gate whose look goes wrong in a way that nobody has foreseen. */
class EvolutionGateTest {
  private static EvolutionSettings settings(Gate gate) {
    Duration little = Duration.ofMillis(1);
    return new EvolutionSettings(gate, 1, 1, Duration.ofMinutes(1), little, little, Set.of());
  }

  /** An error, then something that is not even declared. */
  private static void fail(long times) {
    if (times % 2 == 0) {
      throw new NoClassDefFoundError("Money");
    }
    throw new IllegalStateException("no driver");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
  void saysSoAndLooksAgainWhateverIsThrown(Gate gate) throws Exception {
    EvolutionGate looks = new EvolutionGate(settings(gate));
    CountDownLatch looked = new CountDownLatch(5);
    CompletableFuture<String> ended = new CompletableFuture<>();
    Function<EvolutionSettings, EvolutionCheck> open =
        any -> {
          looked.countDown();
          fail(looked.getCount());
          throw new AssertionError("not reached");
        };
    looks.start(open, ended);
    try {
      assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(looks.reason()).contains("can't be looked at now");
      assertThat(looks.passed().toCompletableFuture()).isNotDone();
    } finally {
      ended.complete("over");
    }
  }

  @Test
  void isPassedAtOnceWhereItIsOff() {
    EvolutionGate off = new EvolutionGate(settings(Gate.OFF));
    off.start(
        any -> {
          throw new AssertionError("nothing is to be opened");
        },
        new CompletableFuture<>());
    assertThat(off.passed().toCompletableFuture()).isDone();
  }
}
