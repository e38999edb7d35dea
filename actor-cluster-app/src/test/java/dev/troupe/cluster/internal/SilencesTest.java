package dev.troupe.cluster.internal;

import static dev.troupe.cluster.internal.OutboxSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilencesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Waiting FIRST = message("acme", "g-1", "deaf", 1);
  private static final Waiting SECOND_ONE = message("acme", "g-2", "deaf", 1);
  private static final Waiting TO_ANOTHER = message("acme", "g-3", "well", 1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7);
  private final Silences silences = new Silences(now::get, SECOND.multipliedBy(5));

  @Test
  void oneSenderTriesAReceiverThatDoesNotAnswerAndTheOthersWait() {
    silences.failed(FIRST, SECOND);
    silences.failed(SECOND_ONE, SECOND);
    assertThat(silences.allows(FIRST)).isTrue();
    assertThat(silences.allows(SECOND_ONE)).isFalse();
    assertThat(silences.allows(TO_ANOTHER)).isTrue();
    assertThat(silences.unwanted(Set.of("giver|acme:g-9")))
        .isEqualTo(
            new Unwanted(
                Set.of("giver|acme:g-9"), Set.of("account|acme:deaf"), Set.of("giver|acme:g-1")));
  }

  @Test
  void onceItAnswersAllMayTry() {
    silences.failed(FIRST, SECOND);
    assertThat(silences.answered(SECOND_ONE)).isTrue();
    assertThat(silences.answered(SECOND_ONE)).isFalse();
    assertThat(silences.allows(SECOND_ONE)).isTrue();
    assertThat(silences.unwanted(Set.of())).isEqualTo(Unwanted.NONE);
  }

  @Test
  void ifNoMoreIsHeardOfTheOneThatTriesAnotherTries() {
    silences.failed(FIRST, SECOND);
    now.addAndGet(SECOND.multipliedBy(7).toNanos());
    assertThat(silences.allows(SECOND_ONE)).isFalse();
    now.addAndGet(SECOND.multipliedBy(1).toNanos());
    assertThat(silences.allows(SECOND_ONE)).isTrue();
    silences.failed(SECOND_ONE, SECOND);
    assertThat(silences.allows(FIRST)).isFalse();
  }

  @Test
  void thoseOfWhichNothingWasHeardForLongestAreForgottenBeyondAThousand() {
    for (int i = 0; i <= 1000; i++) {
      silences.failed(message("acme", "g-" + i, "deaf-" + i, 1), SECOND);
    }
    assertThat(silences.unwanted(Set.of()).receivers())
        .hasSize(1000)
        .doesNotContain("account|acme:deaf-0")
        .contains("account|acme:deaf-1000");
  }
}
