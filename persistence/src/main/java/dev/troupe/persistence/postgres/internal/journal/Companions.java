package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Consumed;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.WriteRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a transaction of the journal writes beside events: the outbox and reminders. Confined to one
 * thread.
 */
final class Companions {
  private final OutboxRows outbox;
  private final ReminderRows reminders;

  /** How many reminders more each tenant has by the transaction that is under way. */
  private final Map<String, Integer> added = new HashMap<>();

  /** The number of that transaction; of no matter, as long as none has more or less by it. */
  private long transaction;

  Companions(Tables tables) {
    outbox = new OutboxRows(tables);
    reminders = new ReminderRows(tables);
  }

  static boolean isNeededBy(List<Write> writes) {
    for (Write write : writes) {
      if (!write.attachments().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the deliveries that these writes answer, and refuses the writes whose delivery was ended
   * before; the others are left.
   */
  List<Write> endDeliveries(Connection connection, List<Write> writes) throws SQLException {
    outbox.clear();
    reminders.clear();
    added.clear();
    Map<Long, Write> byMessage = new HashMap<>();
    Map<ReminderRows.Name, Write> byReminder = new HashMap<>();
    for (Write write : writes) {
      for (Attachments each : write.attachments()) {
        if (each.consumed().isPresent()) {
          note(each.consumed().get(), write, byMessage, byReminder);
        }
      }
    }
    Set<Long> taken = outbox.take(connection);
    Set<ReminderRows.Name> fired = reminders.fire(connection, this::add);
    byMessage.keySet().removeAll(taken);
    byReminder.keySet().removeAll(fired);
    byMessage.values().forEach(Companions::refuse);
    byReminder.values().forEach(Companions::refuse);
    List<Write> left = new ArrayList<>(writes);
    left.removeIf(write -> !write.isOpen());
    return left;
  }

  /** Two writes of one delivery can't both be done; the later one is refused at once. */
  private void note(
      Consumed consumed,
      Write write,
      Map<Long, Write> byMessage,
      Map<ReminderRows.Name, Write> byReminder) {
    String id = write.persistenceId();
    boolean isFirst =
        switch (consumed.delivery()) {
          case Delivery.OfMessage message -> {
            boolean first = byMessage.putIfAbsent(message.row(), write) == null;
            if (first) {
              outbox.addTaken(message.row(), id, consumed.isAccepted());
            }
            yield first;
          }
          case Delivery.OfReminder reminder -> {
            var name = new ReminderRows.Name(id, reminder.name());
            boolean first = byReminder.putIfAbsent(name, write) == null;
            if (first) {
              reminders.addFired(id, reminder);
            }
            yield first;
          }
        };
    if (!isFirst) {
      write.refuse(new WriteRefused.DeliveryDone(id, consumed.delivery()));
    }
  }

  private static void refuse(Write write) {
    for (Attachments each : write.attachments()) {
      each.consumed()
          .ifPresent(consumed ->
              write.refuse(
                  new WriteRefused.DeliveryDone(write.persistenceId(), consumed.delivery())));
    }
  }

  /** Writes what these writes send, set and forget. */
  void write(Connection connection, List<Write> writes) throws SQLException {
    outbox.clear();
    reminders.clear();
    for (Write write : writes) {
      for (Attachments each : write.attachments()) {
        outbox.addNew(write.persistenceId(), each.outgoing());
        reminders.addChanges(write.persistenceId(), each);
      }
    }
    outbox.put(connection);
    reminders.change(connection, this::add);
  }

  private void add(String tenant, int more, long transaction) {
    added.merge(tenant, more, Integer::sum);
    this.transaction = transaction;
  }

  /** Tells what the transaction that wrote these has changed, now that it is committed. */
  void tell(ReminderQuota quota, List<Write> writes) {
    Map<String, Write> latest = new HashMap<>();
    Map<String, Integer> set = new HashMap<>();
    for (Write write : writes) {
      set.merge(write.tenant(), write.remindersSet(), Integer::sum);
      latest.merge(write.tenant(), write, (a, b) -> a.begun() - b.begun() < 0 ? b : a);
    }
    latest.forEach((tenant, write) -> {
      int reminders = set.getOrDefault(tenant, 0);
      int more = added.getOrDefault(tenant, 0);
      if (reminders > 0 || more != 0) {
        quota.committed(TenantId.of(tenant), reminders, write.begun(), more, transaction);
      }
    });
  }
}
