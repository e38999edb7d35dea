package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.Schedule;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Delivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reminders as a transaction of the journal writes them. Confined to one thread. */
final class ReminderRows {
  /** PostgreSQL's range of times is less than Java's; nobody waits for either end. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final String MICROS = " * interval '1 microsecond'";
  private static final String TRANSACTION = "pg_current_xact_id()::text::bigint";

  /** A reminder's name within all entities. */
  record Name(String persistenceId, String name) {}

  private final BinaryArray firedIds = BinaryArray.ofTexts();
  private final BinaryArray firedNames = BinaryArray.ofTexts();
  private final BinaryArray generations = BinaryArray.ofLongs();
  private final BinaryArray occurrences = BinaryArray.ofLongs();
  private final BinaryArray isLast = BinaryArray.ofInts();
  private final BinaryArray nexts = BinaryArray.ofLongs();
  private final ArrayStatement fire;

  /** What was noted last of each name: a reminder, or that it is forgotten. */
  private final Map<Name, Optional<Attachments.Reminder>> changes = new LinkedHashMap<>();

  private final BinaryArray forgottenIds = BinaryArray.ofTexts();
  private final BinaryArray forgottenNames = BinaryArray.ofTexts();
  private final ArrayStatement forget;

  private final BinaryArray ids = BinaryArray.ofTexts();
  private final BinaryArray names = BinaryArray.ofTexts();
  private final BinaryArray schedules = BinaryArray.ofTexts();
  private final BinaryArray policies = BinaryArray.ofTexts();
  private final BinaryArray manifests = BinaryArray.ofTexts();
  private final BinaryArray payloads = BinaryArray.ofBytes();
  private final BinaryArray keys = BinaryArray.ofInts();
  private final BinaryArray isFromNow = BinaryArray.ofInts();
  private final BinaryArray times = BinaryArray.ofLongs();
  private final BinaryArray firsts = BinaryArray.ofLongs();
  private final ArrayStatement set;

  ReminderRows(Tables tables) {
    String reminder = tables.prefix() + "reminder";
    fire = fireIn(reminder);
    forget = forgetIn(reminder);
    set = setIn(reminder);
  }

  private ArrayStatement fireIn(String reminder) {
    return new ArrayStatement(
        """
        WITH fired AS (
          SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[],
            ?::bigint[]) AS t (persistence_id, name, generation, occurrence, is_last, next)
        ), moved AS (
          UPDATE %1$s r SET due = timestamptz 'epoch' + f.next%2$s,
            occurrence = r.occurrence + 1, attempt = 1, claimed_until = NULL, parked = NULL
          FROM fired f WHERE f.is_last = 0 AND %3$s
          RETURNING r.persistence_id, r.name
        ), ended AS (
          DELETE FROM %1$s r USING fired f WHERE f.is_last = 1 AND %3$s
          RETURNING r.persistence_id, r.name
        )
        SELECT *, 0, %4$s FROM moved UNION ALL SELECT *, 1, %4$s FROM ended\
        """
            .formatted(
                reminder,
                MICROS,
                "r.persistence_id = f.persistence_id AND r.name = f.name"
                    + " AND r.generation = f.generation AND r.occurrence = f.occurrence",
                TRANSACTION),
        firedIds,
        firedNames,
        generations,
        occurrences,
        isLast,
        nexts);
  }

  private ArrayStatement forgetIn(String reminder) {
    return new ArrayStatement(
        """
        WITH forgotten AS (
          DELETE FROM %s r USING unnest(?::text[], ?::text[]) AS t (persistence_id, name)
          WHERE r.persistence_id = t.persistence_id AND r.name = t.name
          RETURNING tenant_id
        )
        SELECT tenant_id, count(*), %s FROM forgotten GROUP BY tenant_id\
        """
            .formatted(reminder, TRANSACTION),
        forgottenIds,
        forgottenNames);
  }

  private ArrayStatement setIn(String reminder) {
    return new ArrayStatement(
        """
        WITH put AS (
          INSERT INTO %s (persistence_id, name, schedule, catch_up, manifest, payload,
            key_number, due, occurrence)
          SELECT persistence_id, name, schedule, catch_up, manifest, payload, key_number,
            CASE is_from_now WHEN 1 THEN clock_timestamp() ELSE timestamptz 'epoch' END
              + time%s, occurrence
          FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],
            ?::int[], ?::int[], ?::bigint[], ?::bigint[])
            AS t (persistence_id, name, schedule, catch_up, manifest, payload, key_number,
              is_from_now, time, occurrence)
          ON CONFLICT (persistence_id, name) DO UPDATE SET
            generation = EXCLUDED.generation, schedule = EXCLUDED.schedule,
            catch_up = EXCLUDED.catch_up, manifest = EXCLUDED.manifest,
            payload = EXCLUDED.payload, key_number = EXCLUDED.key_number,
            due = EXCLUDED.due, occurrence = EXCLUDED.occurrence,
            attempt = 1, claimed_until = NULL, parked = NULL
          -- A row that is replaced is locked before, and shows who by; a new one nobody can lock.
          RETURNING tenant_id, xmax = 0 AS is_new
        )
        SELECT tenant_id, count(*), %s FROM put WHERE is_new GROUP BY tenant_id\
        """
            .formatted(reminder, MICROS, TRANSACTION),
        ids,
        names,
        schedules,
        policies,
        manifests,
        payloads,
        keys,
        isFromNow,
        times,
        firsts);
  }

  void clear() {
    fire.clear();
    forget.clear();
    set.clear();
    changes.clear();
  }

  /** Notes that this reminder of this entity has fired. */
  void addFired(String persistenceId, Delivery.OfReminder fired) {
    firedIds.add(persistenceId);
    firedNames.add(fired.name());
    generations.add(fired.generation());
    occurrences.add(fired.occurrence());
    isLast.add(fired.next().isPresent() ? 0 : 1);
    nexts.add(micros(fired.next().orElse(Instant.EPOCH)));
  }

  /** Hears how many more reminders a tenant has by a transaction, or, below 0, how many less. */
  @FunctionalInterface
  interface Tally {
    void add(String tenant, int more, long transaction);
  }

  /** Moves on the reminders that fired; those that were still as they were when they fired. */
  Set<Name> fire(Connection connection, Tally tally) throws SQLException {
    Set<Name> fired = new HashSet<>();
    fire.query(
        connection,
        row -> {
          String id = row.getString(1);
          fired.add(new Name(id, row.getString(2)));
          tally.add(Tenants.of(id), -row.getInt(3), row.getLong(4));
        });
    return fired;
  }

  /** Notes what this entity sets and forgets. */
  void addChanges(String persistenceId, Attachments attachments) {
    for (String name : attachments.forgotten()) {
      changes.put(new Name(persistenceId, name), Optional.empty());
    }
    for (Attachments.Reminder reminder : attachments.reminders()) {
      changes.put(new Name(persistenceId, reminder.name()), Optional.of(reminder));
    }
  }

  /** Carries out the changes that were noted. */
  void change(Connection connection, Tally tally) throws SQLException {
    changes.forEach((name, reminder) -> {
      if (reminder.isPresent()) {
        add(name.persistenceId(), reminder.get());
      } else {
        forgottenIds.add(name.persistenceId());
        forgottenNames.add(name.name());
      }
    });
    forget.query(connection, row -> tally.add(row.getString(1), -row.getInt(2), row.getLong(3)));
    set.query(connection, row -> tally.add(row.getString(1), row.getInt(2), row.getLong(3)));
  }

  private void add(String persistenceId, Attachments.Reminder reminder) {
    Schedule schedule = reminder.schedule();
    ids.add(persistenceId);
    names.add(reminder.name());
    schedules.add(ScheduleText.of(schedule));
    policies.add(ScheduleText.of(schedule.catchUp()));
    manifests.add(reminder.command().manifest());
    payloads.add(reminder.command().fields());
    keys.add(reminder.command().keyNumber());
    isFromNow.add(schedule instanceof Schedule.At ? 0 : 1);
    times.add(
        switch (schedule) {
          case Schedule.At at -> micros(at.at());
          case Schedule.After after -> micros(after.delay());
          case Schedule.Every every -> micros(every.interval());
          case Schedule.Cron cron -> 0L;
        });
    // Only who knows calendars finds the first time of a cron expression.
    firsts.add(schedule instanceof Schedule.Cron ? -1L : 0L);
  }

  private static long micros(Instant time) {
    Instant kept = time.isAfter(LAST) ? LAST : time.isBefore(FIRST) ? FIRST : time;
    return ChronoUnit.MICROS.between(Instant.EPOCH, kept);
  }

  private static long micros(Duration time) {
    Duration most = Duration.between(Instant.EPOCH, LAST);
    Duration kept = time.compareTo(most) > 0 ? most : time;
    return TimeUnit.SECONDS.toMicros(kept.getSeconds()) + kept.getNano() / 1_000;
  }
}
