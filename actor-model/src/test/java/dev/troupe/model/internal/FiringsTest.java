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
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiringsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final RandomDistribution UNIFORM = RandomDistribution.uniform();
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

  /** What fires now, one after the other, and the time after that. */
  private record Fired(List<Instant> now, Optional<Instant> next) {}

  private static Fired fired(Schedule schedule, Instant due, Instant now) {
    List<Instant> fired = new ArrayList<>();
    Firings firings = Firings.of(schedule, due, now, GRACE);
    while (firings.now().isPresent()) {
      fired.add(firings.now().get());
      if (firings.next().isEmpty()) {
        break;
      }
      firings = Firings.of(schedule, firings.next().get(), now, GRACE);
    }
    return new Fired(fired, firings.next());
  }

  private static Fired afterTheWeekend(CatchUp policy) {
    return fired(SIX_HOURLY.withCatchUp(policy), FRIDAY, MONDAY);
  }

  @Test
  void aWeekendThatIsSkippedFiresNothing() {
    assertThat(afterTheWeekend(CatchUp.SKIP))
        .isEqualTo(new Fired(List.of(), Optional.of(AFTER_THE_WEEKEND)));
  }

  @Test
  void ofAWeekendTheLatestFires() {
    assertThat(afterTheWeekend(CatchUp.LATEST))
        .isEqualTo(new Fired(List.of(WEEKEND.getLast()), Optional.of(AFTER_THE_WEEKEND)));
  }

  @Test
  void allOfAWeekendFireInOrder() {
    assertThat(afterTheWeekend(CatchUp.all(100)))
        .isEqualTo(new Fired(WEEKEND, Optional.of(AFTER_THE_WEEKEND)));
    assertThat(Firings.of(SIX_HOURLY.withCatchUp(CatchUp.all(100)), FRIDAY, MONDAY, GRACE))
        .isEqualTo(new Firings(Optional.of(FRIDAY), Optional.of(WEEKEND.get(1))));
  }

  @Test
  void ofAWeekendThatExceedsTheCapTheLatestFire() {
    assertThat(afterTheWeekend(CatchUp.all(3)))
        .isEqualTo(new Fired(WEEKEND.subList(8, 11), Optional.of(AFTER_THE_WEEKEND)));
    assertThat(afterTheWeekend(CatchUp.all(1)))
        .isEqualTo(new Fired(WEEKEND.subList(10, 11), Optional.of(AFTER_THE_WEEKEND)));
  }

  @Test
  void whatIsOnlyALittleLateIsNotMissed() {
    Schedule schedule = Schedule.every(Duration.ofMinutes(5)).withCatchUp(CatchUp.SKIP);
    assertThat(Firings.of(schedule, FRIDAY, FRIDAY.plus(GRACE), GRACE).now()).contains(FRIDAY);
    assertThat(Firings.of(schedule, FRIDAY, FRIDAY.plus(GRACE).plusMillis(1), GRACE))
        .isEqualTo(new Firings(Optional.empty(), schedule.next(FRIDAY)));
  }

  @Test
  void whatFiresOnceFiresHoweverLate() {
    for (Schedule once : List.of(Schedule.at(FRIDAY), Schedule.after(Duration.ofDays(1)))) {
      assertThat(Firings.of(once, FRIDAY, MONDAY, GRACE))
          .isEqualTo(new Firings(Optional.of(FRIDAY), Optional.empty()));
    }
  }

  @Test
  void nothingFiresBeforeItIsDue() {
    assertThat(Firings.of(SIX_HOURLY, MONDAY, FRIDAY, GRACE))
        .isEqualTo(new Firings(Optional.empty(), Optional.of(MONDAY)));
  }

  @Test
  void yearsOfMissedMinutesCostNoMoreThanThoseThatFire() {
    Schedule.Cron minutely = Schedule.cron("* * * * *", BERLIN).withCatchUp(CatchUp.all(5));
    Instant now = Instant.parse("2226-03-30T06:10:00Z");
    assertThat(fired(minutely, FRIDAY, now).now())
        .hasSize(5)
        .startsWith(now.minus(Duration.ofMinutes(4)))
        .endsWith(now);
  }

  /** Looking for a time costs microseconds, and thousands are missed by whole batches at once. */
  @ParameterizedTest
  @CsvSource({
    // Of a week of minutes some are left out at the first firing, and none at those after it.
    "*/1 * * * *,      10000, P7D,   160, 2",
    // Of a year of each of these, some are left out at nearly every firing.
    "*/1 0-22 * * *,   10000, P365D, 160, 2",
    "1-59/7 * * * *,   5000,  P365D, 400, 2",
    "3 * * * 0-5,      1000,  P365D, 250, 2",
    "4 5 1 * *,        100,   P3650D, 1200, 2",
    "7 5 * * 1-5,      1,     P365D, 80, 2"
  })
  void howManyAreMissedDoesNotSayHowManyAreLookedFor(
      String expression, int cap, Duration down, long atFirst, long afterwards) {
    Schedule.Cron cron = Schedule.cron(expression, BERLIN).withCatchUp(CatchUp.all(cap));
    CronTimes times = CronTimes.parse(expression);
    Instant due = cron.next(FRIDAY).orElseThrow();
    Instant now = FRIDAY.plus(down);
    long asked = times.asked();
    Instant next = Firings.of(cron, due, now, GRACE).next().orElseThrow();
    assertThat(times.asked() - asked).isLessThanOrEqualTo(atFirst);
    asked = times.asked();
    for (int i = 0; i < 20; i++) {
      next = Firings.of(cron, next, now.plusSeconds(i), GRACE).next().orElseThrow();
    }
    assertThat(times.asked() - asked).isLessThanOrEqualTo(20 * afterwards);
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
      Fired firings = fired(schedule, due, now);
      fired.addAll(firings.now());
      due = firings.next().orElseThrow();
    }
    List<Instant> expected = new ArrayList<>();
    for (Instant time = first; time.isBefore(due); time = schedule.next(time).orElseThrow()) {
      expected.add(time);
    }
    assertThat(fired).isEqualTo(expected);
    assertThat(due).isAfter(now);
  }

  /** Where a clock jumps, and when. */
  private record Night(ZoneId zone, Instant jump) {
    static Night of(String zone, String jump) {
      return new Night(ZoneId.of(zone), Instant.parse(jump));
    }
  }

  private record Downtime(Schedule schedule, Instant due, Instant now) {}

  private static final List<Night> NIGHTS =
      List.of(
          Night.of("UTC", "2026-03-29T01:00:00Z"),
          Night.of("Europe/Berlin", "2026-03-29T01:00:00Z"),
          Night.of("Europe/Berlin", "2026-10-25T01:00:00Z"),
          Night.of("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
          Night.of("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
          Night.of("America/Sao_Paulo", "2018-11-04T03:00:00Z"), // at midnight
          Night.of("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
          Night.of("America/St_Johns", "2011-03-13T03:31:00Z"), // at a minute past midnight
          Night.of("America/St_Johns", "2010-11-07T02:31:00Z"),
          Night.of("Antarctica/Troll", "2026-03-29T01:00:00Z"), // by two hours
          Night.of("Antarctica/Troll", "2026-10-25T01:00:00Z"),
          Night.of("Pacific/Apia", "2011-12-30T10:00:00Z")); // by a day

  @Provide
  Arbitrary<Downtime> downtimes() {
    Arbitrary<String> minutes =
        Arbitraries.of("*", "0", "30", "*/7", "5-50/9", "0,1,59", "15,45", "29-31");
    Arbitrary<String> hours =
        Arbitraries.of("*", "*/5", "0", "2", "0,1,2,3,23", "1-3", "9-17/2", "0-23");
    Arbitrary<String> days =
        Arbitraries.of(
            "* * *",
            "* 2-4,10-12 *",
            "* * 0-6",
            "*/2 * *",
            "1-31 */3 1",
            "25-31 * *",
            "13 * SUN,7");
    return Combinators.combine(
            Combinators.combine(minutes, hours, days).as("%s %s %s"::formatted),
            Arbitraries.of(NIGHTS),
            Arbitraries.integers().between(-150_000, 0).withDistribution(UNIFORM),
            Arbitraries.integers().between(0, 300_000).withDistribution(UNIFORM))
        .as((expression, night, start, seconds) -> {
          Schedule cron = Schedule.cron(expression, night.zone());
          Instant due = cron.next(night.jump().plusSeconds(start)).orElseThrow();
          return new Downtime(cron, due, due.plusSeconds(seconds));
        });
  }

  /** What is found without counting: each of the times, in its order. */
  private static List<Instant> all(Schedule schedule, Instant due, Instant now) {
    List<Instant> all = new ArrayList<>();
    for (Instant time = due; !time.isAfter(now); time = schedule.next(time).orElseThrow()) {
      all.add(time);
    }
    return all;
  }

  @Property(tries = 1000)
  void firesWhatFollowingEachTimeWouldFire(
      @ForAll("downtimes") Downtime down, @ForAll @IntRange(min = 30, max = 5000) int large) {
    List<Instant> all = all(down.schedule(), down.due(), down.now());
    for (int cap : IntStream.concat(IntStream.range(1, 30), IntStream.of(large)).toArray()) {
      Instant expected = all.get(Math.max(0, all.size() - cap));
      Schedule schedule = with(down.schedule(), CatchUp.all(cap));
      assertThat(Firings.of(schedule, down.due(), down.now(), GRACE))
          .as("the latest %d", cap)
          .isEqualTo(new Firings(Optional.of(expected), schedule.next(expected)));
    }
  }
}
