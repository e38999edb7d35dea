package dev.troupe.model.internal;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The times of a cron expression of five fields. Immutable and thread-safe.
 *
 * <p>The library is asked only which times of day match, in a zone whose clock never jumps; what
 * becomes of them where a clock does jump is decided here.
 */
public final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final Pattern FIELDS = Pattern.compile("[0-9A-Za-z*/,-]+( [0-9A-Za-z*/,-]+){4}");
  private static final LocalDateTime ANY = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final int MOST_KEPT = 256;

  /** Parsing costs as much as finding some ten times; most reminders share a few expressions. */
  private static final Map<String, CronTimes> KEPT = new ConcurrentHashMap<>();

  private final String expression;
  private final ExecutionTime times;
  private final boolean withTheClock;

  private CronTimes(String expression, ExecutionTime times) {
    this.expression = expression;
    this.times = times;
    this.withTheClock = expression.split(" ", -1)[1].startsWith("*");
  }

  /**
   * Reads five fields with one space between them.
   *
   * @throws IllegalArgumentException if they are no cron expression, or have no time at all
   */
  public static CronTimes parse(String expression) {
    CronTimes kept = KEPT.get(expression);
    if (kept != null) {
      return kept;
    }
    CronTimes parsed = new CronTimes(expression, times(expression));
    if (parsed.following(ANY).isEmpty()) {
      throw new IllegalArgumentException(
          "cron expression must name a day that exists, was '%s'".formatted(expression));
    }
    if (KEPT.size() >= MOST_KEPT) {
      KEPT.clear();
    }
    KEPT.put(expression, parsed);
    return parsed;
  }

  private static ExecutionTime times(String expression) {
    if (!FIELDS.matcher(expression).matches()) {
      throw wrong(expression, "");
    }
    try {
      return ExecutionTime.forCron(PARSER.parse(expression).validate());
    } catch (IllegalArgumentException e) {
      throw wrong(expression, ": " + Shown.of(String.valueOf(e.getMessage())));
    }
  }

  private static IllegalArgumentException wrong(String expression, String why) {
    return new IllegalArgumentException(
        "cron expression must have five fields (minute, hour, day of month, month, day of week), was '%s'%s"
            .formatted(Shown.of(expression), why));
  }

  /** The first time after this one, in this zone. */
  public Instant next(Instant last, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return withTheClock ? nextByClock(last, rules) : nextByDay(last, rules);
  }

  /**
   * A time of day that comes twice is the earlier one; one that is left out, the end of the gap.
   */
  private Instant nextByDay(Instant last, ZoneRules rules) {
    LocalDateTime local = at(last, rules);
    while (true) {
      local = matching(local);
      ZoneOffsetTransition jump = rules.getTransition(local);
      Instant time =
          jump != null && jump.isGap()
              ? jump.getInstant()
              : local.toInstant(rules.getValidOffsets(local).getFirst());
      if (time.isAfter(last)) {
        return time;
      }
    }
  }

  /** Goes from jump to jump; between two of them the clock runs evenly. */
  private Instant nextByClock(Instant last, ZoneRules rules) {
    LocalDateTime local = at(last, rules);
    Instant since = last;
    while (true) {
      ZoneOffset offset = rules.getOffset(since);
      Instant time = matching(local).toInstant(offset);
      ZoneOffsetTransition jump = rules.nextTransition(since);
      if (jump == null || time.isBefore(jump.getInstant())) {
        return time;
      }
      since = jump.getInstant();
      local = jump.getDateTimeAfter().minusNanos(1);
    }
  }

  private static LocalDateTime at(Instant instant, ZoneRules rules) {
    return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
  }

  private LocalDateTime matching(LocalDateTime after) {
    return following(after)
        .orElseThrow(() ->
            new IllegalStateException("'%s' has no time after %s".formatted(expression, after)));
  }

  private Optional<LocalDateTime> following(LocalDateTime after) {
    return times
        .nextExecution(ZonedDateTime.of(after, ZoneOffset.UTC))
        .map(ZonedDateTime::toLocalDateTime);
  }
}
