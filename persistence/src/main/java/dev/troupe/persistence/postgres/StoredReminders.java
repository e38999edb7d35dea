package dev.troupe.persistence.postgres;

import dev.troupe.model.Schedule;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.postgres.internal.journal.ScheduleText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reminders as the table holds them. */
public final class StoredReminders {
  /** The occurrence of a cron schedule whose first time is still to be found. */
  public static final long NOT_YET_TIMED = -1;

  private StoredReminders() {}

  /**
   * How far a reminder has come; a change that names another state than the row has is none.
   *
   * @param id which reminder
   * @param generation which of those that had this name
   * @param occurrence which of its firings, from 0
   */
  public record Progress(ReminderId id, long generation, long occurrence) {}

  /**
   * When a reminder fires.
   *
   * @param schedule the column's text
   * @param catchUp the column's text
   * @param due the first of its times that has not fired, by the database's clock
   */
  public record Times(String schedule, String catchUp, Instant due) {

    /**
     * The schedule that the texts mean.
     *
     * @throws IllegalArgumentException if they mean nothing here
     */
    public Schedule parsed() {
      return ScheduleText.parse(schedule, catchUp, due);
    }
  }

  /**
   * A reminder that this node has claimed: nobody else fires it before the lease ends.
   *
   * @param progress which one, and how far it has come
   * @param times when it fires
   * @param command what it sends
   * @param attempt from 1
   * @param now when it was claimed, by the database's clock
   * @param leaseEnd until when it is claimed, by the same clock
   */
  public record Claimed(
      Progress progress, Times times, Encoded command, int attempt, Instant now, Instant leaseEnd) {

    /** Which reminder. */
    public ReminderId id() {
      return progress.id();
    }
  }

  /**
   * What one look at the table gave.
   *
   * @param claimed the reminders
   * @param untilNext how long until another one may be due, at most a day; zero, if there may be
   *     more now
   */
  public record Claims(List<Claimed> claimed, Duration untilNext) {

    /** Keeps the list from being changed later. */
    public Claims {
      claimed = List.copyOf(claimed);
    }
  }

  /**
   * A reminder as an operator sees it.
   *
   * @param id which one
   * @param schedule {@code once}, {@code every PT5M} or {@code cron 0 9 * * 1-5 Europe/Berlin}
   * @param catchUp {@code skip}, {@code latest} or {@code all 24}
   * @param due its next time, by the database's clock
   * @param attempt how often that time is tried, from 1
   * @param parked why it was given up, if it was
   */
  public record Listed(
      ReminderId id,
      String schedule,
      String catchUp,
      Instant due,
      int attempt,
      Optional<String> parked) {}
}
