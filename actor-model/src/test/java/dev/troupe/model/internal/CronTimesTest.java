package dev.troupe.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a clock jumps. */
class CronTimesTest {

  /** All times of the expression between two instants, by offset and wall clock. */
  private static List<String> times(String expression, String zone, String after, String until) {
    CronTimes cron = CronTimes.parse(expression);
    ZoneId id = ZoneId.of(zone);
    List<String> times = new ArrayList<>();
    Instant last = Instant.parse(until);
    for (Instant time = cron.next(Instant.parse(after), id);
        !time.isAfter(last);
        time = cron.next(time, id)) {
      times.add(time.atZone(id).toOffsetDateTime().toString());
    }
    return times;
  }

  /** One row per expression, zone and night; the times are parted by spaces. */
  @ParameterizedTest(name = "{0} in {1}, {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Berlin springs from 02:00 to 03:00 on March 29.
          30 2 * * *   | Europe/Berlin | 2026-03-28T02:00:00Z | 2026-03-30T12:00:00Z | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
          0 2 * * *    | Europe/Berlin | 2026-03-28T02:00:00Z | 2026-03-29T12:00:00Z | 2026-03-29T03:00+02:00
          0 2,3 * * *  | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T12:00:00Z | 2026-03-29T03:00+02:00
          */20 2 * * * | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T12:00:00Z | 2026-03-29T03:00+02:00
          */30 * * * * | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-29T02:00:00Z | 2026-03-29T01:30+01:00 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00 2026-03-29T04:00+02:00
          30 * * * *   | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-29T02:00:00Z | 2026-03-29T01:30+01:00 2026-03-29T03:30+02:00
          0 */2 * * *  | Europe/Berlin | 2026-03-28T22:30:00Z | 2026-03-29T03:00:00Z | 2026-03-29T00:00+01:00 2026-03-29T04:00+02:00
          # It falls from 03:00 to 02:00 on October 25.
          30 2 * * *   | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-26T12:00:00Z | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
          0 3 * * *    | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T12:00:00Z | 2026-10-25T03:00+01:00
          */30 2 * * * | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T12:00:00Z | 2026-10-25T02:00+02:00 2026-10-25T02:30+02:00
          */30 * * * * | Europe/Berlin | 2026-10-24T23:45:00Z | 2026-10-25T02:00:00Z | 2026-10-25T02:00+02:00 2026-10-25T02:30+02:00 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-25T03:00+01:00
          # New York springs on March 8 and falls from 02:00 to 01:00 on November 1.
          30 2 * * *   | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T12:00:00Z | 2026-03-08T03:00-04:00
          30 1 * * *   | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T12:00:00Z | 2026-11-01T01:30-04:00
          0 * * * *    | America/New_York | 2026-11-01T04:30:00Z | 2026-11-01T07:00:00Z | 2026-11-01T01:00-04:00 2026-11-01T01:00-05:00 2026-11-01T02:00-05:00
          # Lord Howe moves by half an hour: from 02:00 to 02:30 on October 4, from 02:00 to 01:30 on April 5.
          15 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-04T12:00:00Z | 2026-10-04T02:30+11:00
          45 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-04T12:00:00Z | 2026-10-04T02:45+11:00
          */15 * * * * | Australia/Lord_Howe | 2026-10-03T15:10:00Z | 2026-10-03T15:50:00Z | 2026-10-04T01:45+10:30 2026-10-04T02:30+11:00 2026-10-04T02:45+11:00
          45 1 * * *   | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 2026-04-05T12:00:00Z | 2026-04-05T01:45+11:00
          */15 * * * * | Australia/Lord_Howe | 2026-04-04T14:20:00Z | 2026-04-04T15:35:00Z | 2026-04-05T01:30+11:00 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30
          # Kolkata never jumps.
          30 2 * * *   | Asia/Kolkata | 2026-03-28T12:00:00Z | 2026-03-29T22:00:00Z | 2026-03-29T02:30+05:30 2026-03-30T02:30+05:30
          # Samoa left out December 30 of 2011.
          0 9 * * *    | Pacific/Apia | 2011-12-29T12:00:00Z | 2012-01-01T00:00:00Z | 2011-12-29T09:00-10:00 2011-12-31T00:00+14:00 2011-12-31T09:00+14:00 2012-01-01T09:00+14:00
          """)
  void firesAsDocumented(
      String expression, String zone, String after, String until, String expected) {
    assertThat(times(expression, zone, after, until)).containsExactly(expected.split(" ", -1));
  }

  @Test
  void aQuarterOfAnHourFiresThroughBothHoursOfTheOverlap() {
    assertThat(
            times("*/15 * * * *", "Europe/Berlin", "2026-10-24T23:59:00Z", "2026-10-25T01:59:00Z"))
        .hasSize(8);
  }

  /** Counts minutes, which no library can get wrong, where no clock jumps. */
  @Property(tries = 200)
  void agreesWithCountingMinutes(
      @ForAll @Size(min = 1, max = 3) Set<@IntRange(max = 59) Integer> minutes,
      @ForAll @Size(min = 1, max = 3) Set<@IntRange(max = 23) Integer> hours,
      @ForAll @Size(min = 1, max = 2) Set<@IntRange(max = 6) Integer> days,
      @ForAll @IntRange(max = 2_000_000) int start) {
    String expression = "%s %s * * %s".formatted(fields(minutes), fields(hours), fields(days));
    Instant after = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * start + 7);
    LocalDateTime expected =
        LocalDateTime.ofInstant(after, ZoneOffset.UTC).withSecond(0).plusMinutes(1);
    while (!minutes.contains(expected.getMinute())
        || !hours.contains(expected.getHour())
        || !days.contains(expected.getDayOfWeek().getValue() % 7)) {
      expected = expected.plusMinutes(1);
    }
    assertThat(CronTimes.parse(expression).next(after, ZoneOffset.UTC))
        .isEqualTo(expected.toInstant(ZoneOffset.UTC));
  }

  private static String fields(Set<Integer> values) {
    return String.join(",", new TreeSet<>(values).stream().map(String::valueOf).toList());
  }
}
