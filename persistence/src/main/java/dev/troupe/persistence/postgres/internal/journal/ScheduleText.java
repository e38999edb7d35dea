package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A schedule and its policy as the columns of a reminder hold them: {@code once}, {@code every
 * PT5M}, {@code cron 0 9 * * 1-5 Europe/Berlin}; {@code skip}, {@code latest}, {@code all 24}.
 */
public final class ScheduleText {
  private static final String ONCE = "once";
  private static final String EVERY = "every ";
  private static final String CRON = "cron ";
  private static final String ALL = "all ";

  private ScheduleText() {}

  /** The column {@code schedule}. */
  public static String of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.At at -> ONCE;
      case Schedule.After after -> ONCE;
      case Schedule.Every every -> EVERY + every.interval();
      case Schedule.Cron cron -> CRON + cron.expression() + " " + cron.zone().getId();
    };
  }

  /** The column {@code catch_up}. */
  public static String of(CatchUp policy) {
    return switch (policy.kind()) {
      case SKIP -> "skip";
      case LATEST -> "latest";
      case ALL -> ALL + policy.cap();
    };
  }

  /**
   * The schedule of these columns.
   *
   * @param due the time of one that fires once
   * @throws IllegalArgumentException if they mean nothing here, for a zone that this JVM does not
   *     know say
   */
  public static Schedule parse(String schedule, String catchUp, Instant due) {
    try {
      if (schedule.equals(ONCE)) {
        return Schedule.at(due);
      }
      CatchUp policy = policy(catchUp);
      if (schedule.startsWith(EVERY)) {
        return Schedule.every(Duration.parse(schedule.substring(EVERY.length())))
            .withCatchUp(policy);
      }
      int zone = schedule.lastIndexOf(' ');
      if (schedule.startsWith(CRON) && zone > CRON.length()) {
        return Schedule.cron(
                schedule.substring(CRON.length(), zone), ZoneId.of(schedule.substring(zone + 1)))
            .withCatchUp(policy);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw unknown(schedule, catchUp, e);
    }
    throw unknown(schedule, catchUp, null);
  }

  private static CatchUp policy(String text) {
    return switch (text) {
      case "skip" -> CatchUp.SKIP;
      case "latest" -> CatchUp.LATEST;
      default -> {
        if (!text.startsWith(ALL)) {
          throw new IllegalArgumentException("no policy is called so");
        }
        yield CatchUp.all(Integer.parseInt(text.substring(ALL.length())));
      }
    };
  }

  private static IllegalArgumentException unknown(
      String schedule, String catchUp, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "schedule '%s' with '%s' can't be read%s"
            .formatted(schedule, catchUp, cause == null ? "" : ": " + cause.getMessage()),
        cause);
  }
}
