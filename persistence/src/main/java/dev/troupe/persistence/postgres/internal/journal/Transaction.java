package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.internal.CrashPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commits some writes together, all or none. Confined to one thread.
 *
 * <p>Writes without companions are one statement that commits itself, in one round trip; unless
 * they hold a name that was not stored on their connection before.
 */
final class Transaction {
  /** How often one is run that other transactions stand in the way of. */
  private static final int TRIES = 5;

  private final Connections connections;
  private final Fuse fuse;
  private final Fences fences;
  private final EventInsert events;
  private final Companions companions;
  private final Duplicates duplicates;
  private final StoredNames names;
  private final ReminderQuota quota;

  Transaction(
      Connections connections,
      Fuse fuse,
      Tables tables,
      Fences fences,
      StoredNames names,
      ReminderQuota quota) {
    this.connections = connections;
    this.fuse = fuse;
    this.fences = fences;
    this.events = new EventInsert(tables);
    this.companions = new Companions(tables);
    this.duplicates = new Duplicates(tables);
    this.names = names;
    this.quota = quota;
  }

  /**
   * Commits those of these writes whose fate is open. Null if that is done; else why they, or some
   * of them, are refused, and then none is committed; those among whom a culprit is are named if
   * they are known.
   *
   * @throws SQLException if the database did not answer, or can't now; then it is not known
   */
  Splitting.@Nullable Refusal<Write> commit(List<Write> writes) throws SQLException {
    List<Write> open = new ArrayList<>(writes);
    open.removeIf(write -> !write.isOpen());
    for (Write write : open) {
      WriteRefused refusal = fences.refusal(write);
      if (refusal != null) {
        return new Splitting.Refusal<>(
            refusal, open.stream().filter(each -> fences.isShut(each.writer())).toList());
      }
    }
    return open.isEmpty() ? null : tryToCommit(open);
  }

  /**
   * Those of these writes whose fate is open are given up, with what their writers have yet to
   * write.
   */
  void abandon(List<Write> writes) {
    for (Write write : writes) {
      if (write.isOpen()) {
        fences.shutAfterFailure(write.writer());
      }
    }
  }

  /** What those of these writes that are refused would have set takes no room any more. */
  void giveBack(List<Write> writes) {
    for (Write write : writes) {
      if (write.isRefused() && write.remindersSet() > 0) {
        quota.giveBack(TenantId.of(write.tenant()), write.remindersSet(), write.begun());
      }
    }
  }

  private Splitting.@Nullable Refusal<Write> tryToCommit(List<Write> writes) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return fuse.guard(() -> {
          try (Connection connection = connections.open()) {
            run(connection, writes);
            return null;
          }
        });
      } catch (SQLException e) {
        names.failed(e);
        WriteRefused refused = Refusals.of(e, writes.getFirst());
        if (refused instanceof WriteRefused.AnotherWriter) {
          return ofAnotherWriter(refused, writes);
        }
        if (refused != null) {
          return new Splitting.Refusal<>(refused, Refusals.ofBlockedTenant(e, writes));
        }
        if (!Refusals.isOfTheMoment(e) || tries >= TRIES) {
          throw e;
        }
      }
    }
  }

  private Splitting.Refusal<Write> ofAnotherWriter(WriteRefused refused, List<Write> writes)
      throws SQLException {
    if (writes.size() == 1) {
      fences.shut(writes.getFirst().writer());
      return new Splitting.Refusal<>(refused, List.of());
    }
    return fuse.guard(() -> {
      try (Connection connection = connections.open()) {
        return new Splitting.Refusal<>(refused, duplicates.among(connection, writes));
      }
    });
  }

  private void run(Connection connection, List<Write> writes) throws SQLException {
    if (Companions.isNeededBy(writes) || !names.newIn(connection, writes).isEmpty()) {
      runWithCompanions(connection, writes);
      return;
    }
    CrashPoint.BEFORE_COMMIT.reached();
    events.execute(connection, writes);
    CrashPoint.COMMITTED.reached();
    writes.forEach(Write::done);
  }

  private void runWithCompanions(Connection connection, List<Write> writes) throws SQLException {
    connection.setAutoCommit(false);
    try {
      List<Write> left = companions.endDeliveries(connection, writes);
      if (!left.isEmpty()) {
        events.execute(connection, left);
        CrashPoint.STATEMENT_SENT.reached();
        companions.write(connection, left);
      }
      Set<StoredNames.Name> noted = names.newIn(connection, left);
      names.note(connection, noted);
      CrashPoint.BEFORE_COMMIT.reached();
      connection.commit();
      CrashPoint.COMMITTED.reached();
      names.areNoted(connection, noted);
      left.forEach(Write::done);
      companions.tell(quota, left);
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
    connection.setAutoCommit(true);
  }

  /** One that can't even be rolled back is broken, and the pool finds that out. */
  static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
