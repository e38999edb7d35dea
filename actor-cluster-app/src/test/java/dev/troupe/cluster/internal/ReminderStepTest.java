package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.postgres.ReminderId;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Progress;
import dev.troupe.persistence.postgres.StoredReminders.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReminderStepTest {
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private static ReminderStep step(String schedule, String catchUp, Instant due, long occurrence) {
    ReminderId id = new ReminderId("bell", EntityKey.parse("acme:b-1"), "daily");
    return ReminderStep.of(
        new Claimed(
            new Progress(id, 7, occurrence),
            new Times(schedule, catchUp, due),
            new Encoded("command:bell/ring", new byte[0]),
            1,
            NOON,
            NOON.plusSeconds(20)),
        GRACE);
  }

  private static ReminderStep fire(long occurrence, Optional<Instant> next) {
    return new ReminderStep.Fire(new Delivery.OfReminder("daily", 7, occurrence, next));
  }

  @ParameterizedTest
  @CsvSource({
    "every PT1H, latest, 2026-03-02T11:59:59Z, 2026-03-02T12:59:59Z",
    "every PT1H, latest, 2026-03-02T07:30:00Z, 2026-03-02T12:30:00Z",
    "every PT1H, all 9, 2026-03-02T07:30:00Z, 2026-03-02T08:30:00Z",
    "every PT1H, all 2, 2026-03-02T07:30:00Z, 2026-03-02T11:30:00Z",
    "every PT1H, skip, 2026-03-02T11:59:59Z, 2026-03-02T12:59:59Z",
    "cron 0 9 * * 1-5 Europe/Berlin, latest, 2026-03-02T08:00:00Z, 2026-03-03T08:00:00Z"
  })
  void whatIsDueFiresAndNamesTheTimeAfter(
      String schedule, String catchUp, Instant due, Instant next) {
    assertThat(step(schedule, catchUp, due, 3)).isEqualTo(fire(3, Optional.of(next)));
  }

  @Test
  void whatFiresOnceHasNoTimeAfter() {
    assertThat(step("once", "latest", NOON.minusSeconds(90_000), 0))
        .isEqualTo(fire(0, Optional.empty()));
  }

  @Test
  void whatIsSkippedWaitsForItsNextTime() {
    assertThat(step("every PT1H", "skip", NOON.minusSeconds(61), 3))
        .isEqualTo(new ReminderStep.Wait(NOON.minusSeconds(61).plusSeconds(3600)));
  }

  @Test
  void aCronExpressionWithoutATimeGetsItsFirst() {
    assertThat(step("cron 30 12 * * * UTC", "all 24", NOON.minusSeconds(5), -1))
        .isEqualTo(new ReminderStep.Wait(Instant.parse("2026-03-02T12:30:00Z")));
  }

  @Test
  void aScheduleThatMeansNothingHereIsRefused() {
    assertThat(step("cron 0 9 * * * Europe/Atlantis", "latest", NOON, 0))
        .isInstanceOfSatisfying(
            ReminderStep.Refuse.class,
            refuse ->
                assertThat(refuse.reason())
                    .startsWith(
                        "schedule 'cron 0 9 * * * Europe/Atlantis' with 'latest' can't be read"));
  }
}
