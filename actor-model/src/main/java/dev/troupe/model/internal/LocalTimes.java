package dev.troupe.model.internal;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * The times of a cron expression on a clock that never jumps, as the library finds them: some
 * microseconds for each. Immutable but for a count, and thread-safe.
 */
final class LocalTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final Pattern FIELDS = Pattern.compile("[0-9A-Za-z*/,-]+( [0-9A-Za-z*/,-]+){4}");

  private final String expression;
  private final ExecutionTime times;
  private final LongAdder asked;

  private LocalTimes(String expression, ExecutionTime times, LongAdder asked) {
    this.expression = expression;
    this.times = times;
    this.asked = asked;
  }

  /**
   * Reads five fields with one space between them.
   *
   * @throws IllegalArgumentException if they are no cron expression
   */
  static LocalTimes parse(String expression) {
    return parse(expression, new LongAdder());
  }

  private static LocalTimes parse(String expression, LongAdder asked) {
    if (!FIELDS.matcher(expression).matches()) {
      throw wrong(expression, "");
    }
    try {
      var times = ExecutionTime.forCron(PARSER.parse(expression).validate());
      return new LocalTimes(expression, times, asked);
    } catch (IllegalArgumentException e) {
      throw wrong(expression, ": " + Shown.of(String.valueOf(e.getMessage())));
    }
  }

  private static IllegalArgumentException wrong(String expression, String why) {
    return new IllegalArgumentException(
        "cron expression must have five fields (minute, hour, day of month, month, day of week), was '%s'%s"
            .formatted(Shown.of(expression), why));
  }

  /** The first time after this one, if there is any within a hundred years. */
  Optional<LocalDateTime> after(LocalDateTime last) {
    asked.increment();
    return times
        .nextExecution(ZonedDateTime.of(last, ZoneOffset.UTC))
        .map(ZonedDateTime::toLocalDateTime);
  }

  /** The five fields. */
  String[] fields() {
    return expression.split(" ", -1);
  }

  /** Those of an expression made of some of these fields; who asks them, asks these. */
  LocalTimes with(String fields) {
    return parse(fields, asked);
  }

  /** How often a time was looked for. */
  long asked() {
    return asked.sum();
  }
}
