package dev.troupe.persistence;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Schedule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the journal commits in one transaction with an entry: messages to others, reminders, and the
 * delivery that the entry is the effect of.
 *
 * @param outgoing messages, in the order in which they are to be delivered
 * @param reminders set or replaced, by name
 * @param forgotten names of reminders that are cancelled
 * @param consumed the delivery that this entry answers. It must still be open, or the entry is
 *     refused: that makes every delivery count once, however often it is attempted.
 */
public record Attachments(
    List<Outgoing> outgoing,
    List<Reminder> reminders,
    List<String> forgotten,
    Optional<Consumed> consumed) {

  /** Nothing. */
  public static final Attachments NONE =
      new Attachments(List.of(), List.of(), List.of(), Optional.empty());

  /** Keeps the lists from being changed later. */
  public Attachments {
    outgoing = List.copyOf(outgoing);
    reminders = List.copyOf(reminders);
    forgotten = List.copyOf(forgotten);
  }

  /** These, and the delivery that is answered with them. */
  public Attachments consuming(Delivery delivery, boolean isAccepted) {
    return new Attachments(
        outgoing, reminders, forgotten, Optional.of(new Consumed(delivery, isAccepted)));
  }

  /** Whether there is nothing to commit but the entry. */
  public boolean isEmpty() {
    return outgoing.isEmpty() && reminders.isEmpty() && forgotten.isEmpty() && consumed.isEmpty();
  }

  /** How many reminders it sets, but for one that is set as it fires: that takes its own place. */
  public int remindersSet() {
    int set = 0;
    for (Reminder each : reminders) {
      boolean isOfItself =
          consumed.isPresent()
              && consumed.get().delivery() instanceof Delivery.OfReminder fired
              && fired.name().equals(each.name());
      set += isOfItself ? 0 : 1;
    }
    return set;
  }

  /** What they cost the journal, in bytes. */
  public long cost() {
    long cost = consumed.isPresent() ? JournalEntry.ROW_COST : 0;
    for (Outgoing each : outgoing) {
      cost += each.command().cost();
      cost += each.accepted().map(Encoded::cost).orElse(0L);
      cost += each.rejected().map(Encoded::cost).orElse(0L);
    }
    for (Reminder each : reminders) {
      cost += each.command().cost();
    }
    return cost + JournalEntry.ROW_COST * forgotten.size();
  }

  /**
   * A command as it is stored.
   *
   * @param manifest {@code command:type/name}
   * @param fields the command's fields
   * @param keyNumber the tenant's key that the fields are sealed with; null for plain text
   */
  public record Encoded(String manifest, byte[] fields, @Nullable Integer keyNumber) {

    /** A command in plain text. */
    public Encoded(String manifest, byte[] fields) {
      this(manifest, fields, null);
    }

    private long cost() {
      return JournalEntry.ROW_COST + fields.length;
    }
  }

  /**
   * A message to another entity of the tenant.
   *
   * @param receiverType the receiver's type
   * @param receiver the receiver's key
   * @param command what it is to do
   * @param accepted what tells the sender that the receiver accepted
   * @param rejected what tells the sender that the receiver rejected
   */
  public record Outgoing(
      String receiverType,
      EntityKey receiver,
      Encoded command,
      Optional<Encoded> accepted,
      Optional<Encoded> rejected) {}

  /**
   * A delivery that got its answer. It is done, unless it is a message that was rejected and whose
   * sender does not want to know: that one stays, to be tried again.
   *
   * @param delivery which one
   * @param isAccepted whether the entity accepted it
   */
  public record Consumed(Delivery delivery, boolean isAccepted) {}

  /**
   * A reminder that the entity sets for itself.
   *
   * @param name unique within the entity
   * @param schedule when it fires
   * @param command what it sends
   */
  public record Reminder(String name, Schedule schedule, Encoded command) {}
}
