package dev.troupe.model.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which days, and which times on each of them, a cron expression means: on a clock that never jumps
 * they are the same on each day, and so can be counted instead of followed. Thread-safe.
 */
final class CronCalendar {
  private static final LocalDateTime ANY = LocalDateTime.of(2000, 1, 1, 0, 0);

  /** Minutes of the day, in their order. */
  private final int[] times;

  private final LocalTimes midnights;

  /**
   * The days of a month, as bits, by what tells one month from another: its number, its first day
   * of the week, and a leap year's February.
   */
  private final Map<Integer, Integer> days = new ConcurrentHashMap<>();

  private CronCalendar(int[] times, LocalTimes midnights) {
    this.times = times;
    this.midnights = midnights;
  }

  static CronCalendar of(LocalTimes all) {
    String[] fields = all.fields();
    int[] minutes =
        until(ANY.plusHours(1), all.with(fields[0] + " * * * *"))
            .mapToInt(LocalDateTime::getMinute)
            .toArray();
    int[] times =
        until(ANY.plusDays(1), all.with("0 " + fields[1] + " * * *"))
            .flatMapToInt(hour -> IntStream.of(minutes).map(each -> 60 * hour.getHour() + each))
            .toArray();
    String midnights = "0 0 %s %s %s".formatted(fields[2], fields[3], fields[4]);
    return new CronCalendar(times, all.with(midnights));
  }

  private static Stream<LocalDateTime> until(LocalDateTime end, LocalTimes times) {
    return between(ANY, end, times);
  }

  private static Stream<LocalDateTime> between(
      LocalDateTime start, LocalDateTime end, LocalTimes times) {
    return Stream.iterate(
            times.after(start.minusNanos(1)),
            each -> each.filter(end::isAfter).isPresent(),
            each -> each.flatMap(times::after))
        .flatMap(Optional::stream);
  }

  /**
   * The latest times between two, both included.
   *
   * @param count how many there are, at most as many as were asked for
   * @param first the first of them; {@link LocalDateTime#MAX} if there are none
   */
  record Latest(int count, LocalDateTime first) {}

  /** Takes a day for one step, however many times it has. */
  Latest latest(int most, LocalDateTime start, LocalDateTime end) {
    int count = 0;
    LocalDateTime first = LocalDateTime.MAX;
    LocalDate firstDay = start.toLocalDate();
    for (LocalDate day = end.toLocalDate(); !day.isBefore(firstDay); day = day.minusDays(1)) {
      if (!has(day)) {
        continue;
      }
      int from = day.equals(firstDay) ? before(start.toLocalTime()) : 0;
      int to = day.equals(end.toLocalDate()) ? upTo(end.toLocalTime()) : times.length;
      if (from < to) {
        int taken = Math.min(to - from, most - count);
        count += taken;
        first = day.atStartOfDay().plusMinutes(times[to - taken]);
      }
      if (count == most) {
        break;
      }
    }
    return new Latest(count, first);
  }

  /** Whether this is one of the times. */
  boolean has(LocalDateTime time) {
    return latest(1, time, time).count() == 1;
  }

  private boolean has(LocalDate day) {
    int leap = Year.isLeap(day.getYear()) ? 1 : 0;
    int firstOfWeek = day.withDayOfMonth(1).getDayOfWeek().getValue();
    int month = (day.getMonthValue() * 8 + firstOfWeek) * 2 + leap;
    return (days.computeIfAbsent(month, same -> daysOf(day)) >> day.getDayOfMonth() & 1) == 1;
  }

  private int daysOf(LocalDate month) {
    LocalDateTime start = month.withDayOfMonth(1).atStartOfDay();
    return between(start, start.plusMonths(1), midnights)
        .mapToInt(day -> 1 << day.getDayOfMonth())
        .reduce(0, (a, b) -> a | b);
  }

  private int upTo(LocalTime last) {
    int at = Arrays.binarySearch(times, last.getHour() * 60 + last.getMinute());
    return at < 0 ? -at - 1 : at + 1;
  }

  private int before(LocalTime first) {
    return first.equals(LocalTime.MIN) ? 0 : upTo(first.minusNanos(1));
  }
}
