package dev.troupe.model.testkit;

import dev.troupe.model.OutboxMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The messages of all entities of a simulation that are not done: in order per sender, and those
 * that were refused too often set aside. Confined to one thread.
 */
final class Outbox {
  /** Few, so that a run gets to see a message set aside. */
  static final int MOST_ATTEMPTS = 3;

  private final SortedMap<Address, Deque<Row>> waiting = new TreeMap<>();
  private final List<Row> parked = new ArrayList<>();
  private final SortedMap<Address, Long> ordinals = new TreeMap<>();

  /**
   * A message.
   *
   * @param sender who sent it
   * @param ordinal which of the sender's, from 1
   * @param attempt from 1; counts when the receiver has refused it
   * @param message what is sent
   */
  record Row(Address sender, long ordinal, int attempt, OutboxMessage message) {
    Address receiver() {
      return new Address(message.type().name(), message.id());
    }

    private boolean isSame(Row other) {
      return sender.equals(other.sender()) && ordinal == other.ordinal();
    }
  }

  void put(Address sender, OutboxMessage message) {
    long ordinal = ordinals.merge(sender, 1L, Long::sum);
    waiting
        .computeIfAbsent(sender, none -> new ArrayDeque<>())
        .addLast(new Row(sender, ordinal, 1, message));
  }

  /** The first message of a sender that is not set aside; no other is delivered before it. */
  Optional<Row> head(Address sender) {
    Deque<Row> rows = waiting.get(sender);
    return rows == null ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Who has a message that waits. */
  List<Address> senders() {
    return List.copyOf(waiting.keySet());
  }

  /** The message is done; false if it was before. One that was set aside can be done late. */
  boolean take(Row row) {
    if (parked.removeIf(row::isSame)) {
      return true;
    }
    Deque<Row> rows = waiting.get(row.sender());
    if (rows == null || !rows.removeIf(row::isSame)) {
      return false;
    }
    if (rows.isEmpty()) {
      waiting.remove(row.sender());
    }
    return true;
  }

  boolean isOpen(Row row) {
    Deque<Row> rows = waiting.get(row.sender());
    return parked.stream().anyMatch(row::isSame)
        || (rows != null && rows.stream().anyMatch(row::isSame));
  }

  /** The receiver refused this attempt: there is another one, or the message is set aside. */
  void refused(Row row) {
    Optional<Row> head = head(row.sender());
    if (!head.equals(Optional.of(row))) {
      return; // An attempt before the present one.
    }
    take(row);
    Row next = new Row(row.sender(), row.ordinal(), row.attempt() + 1, row.message());
    if (row.attempt() >= MOST_ATTEMPTS) {
      parked.add(next);
    } else {
      waiting.computeIfAbsent(row.sender(), none -> new ArrayDeque<>()).addFirst(next);
    }
  }

  /** All that wait, by sender and in order. */
  List<Row> waiting() {
    return waiting.values().stream().flatMap(Deque::stream).toList();
  }

  /** All that are set aside, in the order in which that happened. */
  List<Row> parked() {
    return List.copyOf(parked);
  }

  /** What the platform must never do: forget what a sender has committed. */
  void forget(Address sender) {
    waiting.remove(sender);
  }
}
