package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityReply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiringEndTest {
  private static final ReminderSettings.Retry RETRY =
      new ReminderSettings.Retry(3, Duration.ofSeconds(2), Duration.ofMinutes(1));

  private static FiringEnd end(Failure failure, int attempt) {
    return FiringEnd.of(new EntityReply.Failed(failure), attempt, RETRY);
  }

  @Test
  void whatTheEntityCanNotDoIsTriedAgainAndParkedInTheEnd() {
    assertThat(end(new Broken("it cracked"), 1))
        .isEqualTo(new FiringEnd.Again(Duration.ofSeconds(2)));
    assertThat(end(new TooLarge("it grew"), 2))
        .isEqualTo(new FiringEnd.Again(Duration.ofSeconds(4)));
    assertThat(end(new Broken("it cracked"), 3))
        .isEqualTo(new FiringEnd.Park("broken: it cracked"));
  }

  @Test
  void whatPassesIsNeverParked() {
    assertThat(end(new Unavailable("away"), 99)).isInstanceOf(FiringEnd.Release.class);
    assertThat(end(new Throttled("tenant a", "most", 5, Duration.ofSeconds(7)), 99))
        .isEqualTo(new FiringEnd.Release(Duration.ofSeconds(7)));
  }
}
