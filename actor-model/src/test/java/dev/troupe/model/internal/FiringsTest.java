package dev.troupe.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FiringsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Down from Friday evening to Monday morning, over the night in which the clock springs. */
  private static final Instant MONDAY = Instant.parse("2026-03-30T06:10:00Z");

  private static final Schedule.Cron SIX_HOURLY = Schedule.cron("0 1,7,13,19 * * *", BERLIN);
  private static final Instant FRIDAY = Instant.parse("2026-03-27T18:00:00Z");
  private static final List<Instant> WEEKEND =
      List.of(
          FRIDAY,
          Instant.parse("2026-03-28T00:00:00Z"),
          Instant.parse("2026-03-28T06:00:00Z"),
          Instant.parse("2026-03-28T12:00:00Z"),
          Instant.parse("2026-03-28T18:00:00Z"),
          Instant.parse("2026-03-29T00:00:00Z"),
          Instant.parse("2026-03-29T05:00:00Z"),
          Instant.parse("2026-03-29T11:00:00Z"),
          Instant.parse("2026-03-29T17:00:00Z"),
          Instant.parse("2026-03-29T23:00:00Z"),
          Instant.parse("2026-03-30T05:00:00Z"));
  private static final Instant AFTER_THE_WEEKEND = Instant.parse("2026-03-30T11:00:00Z");

  private static Firings afterTheWeekend(CatchUp policy) {
    return Firings.of(SIX_HOURLY.withCatchUp(policy), FRIDAY, MONDAY, GRACE);
  }

  @Test
  void aWeekendThatIsSkippedFiresNothing() {
    assertThat(afterTheWeekend(CatchUp.SKIP))
        .isEqualTo(new Firings(List.of(), Optional.of(AFTER_THE_WEEKEND)));
  }

  @Test
  void ofAWeekendTheLatestFires() {
    assertThat(afterTheWeekend(CatchUp.LATEST))
        .isEqualTo(new Firings(List.of(WEEKEND.getLast()), Optional.of(AFTER_THE_WEEKEND)));
  }

  @Test
  void allOfAWeekendFireInOrder() {
    Firings firings = afterTheWeekend(CatchUp.all(100));
    assertThat(firings).isEqualTo(new Firings(WEEKEND, Optional.of(AFTER_THE_WEEKEND)));
    assertThat(firings.afterFirst()).contains(WEEKEND.get(1));
  }

  @Test
  void ofAWeekendThatExceedsTheCapTheLatestFire() {
    Firings firings = afterTheWeekend(CatchUp.all(3));
    assertThat(firings.now()).isEqualTo(WEEKEND.subList(8, 11));
    assertThat(firings.next()).contains(AFTER_THE_WEEKEND);
    assertThat(afterTheWeekend(CatchUp.all(1)).afterFirst()).contains(AFTER_THE_WEEKEND);
  }

  @Test
  void whatIsOnlyALittleLateIsNotMissed() {
    Schedule schedule = Schedule.every(Duration.ofMinutes(5)).withCatchUp(CatchUp.SKIP);
    assertThat(Firings.of(schedule, FRIDAY, FRIDAY.plus(GRACE), GRACE).now())
        .containsExactly(FRIDAY);
    assertThat(Firings.of(schedule, FRIDAY, FRIDAY.plus(GRACE).plusMillis(1), GRACE))
        .isEqualTo(new Firings(List.of(), schedule.next(FRIDAY)));
  }

  @Test
  void whatFiresOnceFiresHoweverLate() {
    for (Schedule once : List.of(Schedule.at(FRIDAY), Schedule.after(Duration.ofDays(1)))) {
      assertThat(Firings.of(once, FRIDAY, MONDAY, GRACE))
          .isEqualTo(new Firings(List.of(FRIDAY), Optional.empty()));
    }
  }

  @Test
  void nothingFiresBeforeItIsDue() {
    assertThat(Firings.of(SIX_HOURLY, MONDAY, FRIDAY, GRACE))
        .isEqualTo(new Firings(List.of(), Optional.of(MONDAY)));
  }

  @Test
  void yearsOfMissedMinutesCostNoMoreThanThoseThatFire() {
    Schedule.Cron minutely = Schedule.cron("* * * * *", BERLIN).withCatchUp(CatchUp.all(5));
    Instant now = Instant.parse("2226-03-30T06:10:00Z");
    assertThat(Firings.of(minutely, FRIDAY, now, GRACE).now())
        .hasSize(5)
        .startsWith(now.minus(Duration.ofMinutes(4)))
        .endsWith(now);
  }

  @Provide
  Arbitrary<Schedule> recurring() {
    List<ZoneId> zones =
        List.of(BERLIN, ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Asia/Kolkata"));
    Arbitrary<Schedule> crons =
        Arbitraries.of("*/7 * * * *", "30 2 * * *", "0 9 * * 1-5", "15 */5 1,15 * *")
            .flatMap(text -> Arbitraries.of(zones).map(zone -> Schedule.cron(text, zone)));
    Arbitrary<Schedule> intervals =
        Arbitraries.integers()
            .between(60, 400_000)
            .map(seconds -> Schedule.every(Duration.ofSeconds(seconds)));
    return Arbitraries.oneOf(crons, intervals);
  }

  private static Schedule with(Schedule schedule, CatchUp policy) {
    return switch (schedule) {
      case Schedule.Every every -> every.withCatchUp(policy);
      case Schedule.Cron cron -> cron.withCatchUp(policy);
      default -> throw new IllegalArgumentException("%s fires once".formatted(schedule));
    };
  }

  @Property(tries = 200)
  void nextIsStrictlyAfter(
      @ForAll("recurring") Schedule schedule, @ForAll @IntRange(max = 40_000_000) int seconds) {
    Instant last = FRIDAY.plusSeconds(seconds);
    assertThat(schedule.next(last).orElseThrow()).isAfter(last);
  }

  /** However the downtimes fall, what fires in the end is each time, once, in order. */
  @Property(tries = 100)
  void withALargeCapNoTimeIsRepeatedOrSkipped(
      @ForAll("recurring") Schedule recurring,
      @ForAll List<@IntRange(min = 1, max = 200_000) Integer> pauses) {
    Schedule schedule = with(recurring, CatchUp.all(CatchUp.MOST));
    Instant first = schedule.next(FRIDAY).orElseThrow();
    List<Instant> fired = new ArrayList<>();
    Instant due = first;
    Instant now = first.minusMillis(1);
    for (int pause : pauses) {
      now = now.plusSeconds(pause);
      for (Firings firings = Firings.of(schedule, due, now, GRACE);
          !firings.now().isEmpty();
          firings = Firings.of(schedule, due, now, GRACE)) {
        fired.add(firings.now().getFirst());
        due = firings.afterFirst().orElseThrow();
      }
    }
    List<Instant> expected = new ArrayList<>();
    for (Instant time = first; time.isBefore(due); time = schedule.next(time).orElseThrow()) {
      expected.add(time);
    }
    assertThat(fired).isEqualTo(expected);
    assertThat(due).isAfter(now);
  }
}
