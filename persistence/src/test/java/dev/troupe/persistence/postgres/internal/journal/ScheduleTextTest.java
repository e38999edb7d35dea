package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTextTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private static Schedule copy(Schedule schedule) {
    return ScheduleText.parse(ScheduleText.of(schedule), ScheduleText.of(schedule.catchUp()), NOON);
  }

  @Test
  void saysAllOfARecurringSchedule() {
    for (Schedule schedule :
        List.of(
            Schedule.every(Duration.ofMillis(1500)),
            Schedule.every(Schedule.LONGEST).withCatchUp(CatchUp.SKIP),
            Schedule.cron("0 9 * * 1-5", ZoneId.of("Europe/Berlin")).withCatchUp(CatchUp.all(24)),
            Schedule.cron("*/5 0,12 1 JAN *", ZoneOffset.ofHours(2)))) {
      assertThat(copy(schedule)).isEqualTo(schedule);
    }
  }

  @Test
  void ofWhatFiresOnceTheTimeIsTheDueTime() {
    assertThat(copy(Schedule.at(NOON.plusSeconds(5)))).isEqualTo(Schedule.at(NOON));
    assertThat(copy(Schedule.after(Duration.ofDays(1)))).isEqualTo(Schedule.at(NOON));
  }

  @Test
  void isReadableForPeople() {
    Schedule.Cron cron = Schedule.cron("0 9 * * 1-5", ZoneId.of("Europe/Berlin"));
    assertThat(ScheduleText.of(cron)).isEqualTo("cron 0 9 * * 1-5 Europe/Berlin");
    assertThat(ScheduleText.of(CatchUp.all(24))).isEqualTo("all 24");
    assertThat(ScheduleText.of(Schedule.every(Duration.ofMinutes(5)))).isEqualTo("every PT5M");
    assertThat(ScheduleText.of(Schedule.at(NOON))).isEqualTo("once");
  }

  @Test
  void theLongestFitsItsColumn() {
    String minutes = "1,2,3,4,5,6,7,8,9,10,".repeat(7) + "11";
    Schedule.Cron cron = Schedule.cron(minutes + " 0 1 1 *", ZoneId.of("Europe/Berlin"));
    assertThat(ScheduleText.of(cron)).hasSizeLessThan(255);
    assertThat(copy(cron)).isEqualTo(cron);
  }

  @ParameterizedTest
  @CsvSource({
    "hourly, latest",
    "every 5, latest",
    "every PT5M, sometimes",
    "every PT5M, all x",
    "every PT5M, all 0",
    "cron, latest",
    "cron 0 9 * * *, latest",
    "cron 0 9 * * * Europe/Atlantis, latest"
  })
  void refusesWhatMeansNothing(String schedule, String catchUp) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScheduleText.parse(schedule, catchUp, NOON))
        .withMessageStartingWith("schedule '%s' with '%s' can't be read", schedule, catchUp);
  }
}
