package dev.troupe.cluster.internal;

import dev.troupe.cluster.internal.OutboxSettings.Room;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a deliverer has under way, one per sender, and how many more it may have.
 *
 * <p>A tenant may have no more than what is left free. So one that takes all it can leaves half to
 * the others, and however many of them wait for receivers that do not answer, there is room for one
 * more. Confined to one thread.
 */
final class Slots {
  private final Room room;
  private final Map<String, Slot> bySender = new HashMap<>();
  private final Map<String, Load> byTenant = new HashMap<>();
  private Load all = Load.NONE;

  /** A message, and how many of its sender were delivered one after the other, this one too. */
  private record Slot(Waiting message, int inARow) {}

  private record Load(int messages, long bytes) {
    static final Load NONE = new Load(0, 0);

    Load with(Waiting message) {
      return new Load(messages + 1, bytes + message.bytes());
    }

    Load without(Waiting message) {
      return new Load(messages - 1, bytes - message.bytes());
    }
  }

  Slots(Room room) {
    this.room = room;
  }

  /** Those who have a message under way. */
  Set<String> senders() {
    return Set.copyOf(bySender.keySet());
  }

  boolean isBusy(String sender) {
    return bySender.containsKey(sender);
  }

  /** How many of a sender are delivered in a row by now, 0 if none is under way. */
  int inARow(String sender) {
    @Nullable Slot slot = bySender.get(sender);
    return slot == null ? 0 : slot.inARow();
  }

  /** How many messages there is room for. */
  int free() {
    return room.messages() - all.messages();
  }

  /** Of how many bytes. */
  long freeBytes() {
    return room.bytes() - all.bytes();
  }

  /** How many messages of this tenant may come, if no other's do. */
  int freeFor(String tenant) {
    int has = loadOf(tenant).messages();
    return Math.max(0, Math.min(room.perTenant() - has, (free() - has + 1) / 2));
  }

  /** Of how many bytes, or one message more. */
  long freeBytesFor(String tenant) {
    return Math.max(0, (freeBytes() - loadOf(tenant).bytes() + 1) / 2);
  }

  /** Whether this message may be sent now. */
  boolean mayTake(Waiting message) {
    return !isBusy(message.sender())
        && freeFor(message.tenant()) > 0
        && freeBytesFor(message.tenant()) > 0;
  }

  /** Notes that it is under way, the first of its sender or one more after some in a row. */
  void take(Waiting message, int inARow) {
    bySender.put(message.sender(), new Slot(message, inARow));
    byTenant.put(message.tenant(), loadOf(message.tenant()).with(message));
    all = all.with(message);
  }

  /** Notes that its sender has nothing under way any more. */
  void free(Waiting message) {
    bySender.remove(message.sender());
    Load left = loadOf(message.tenant()).without(message);
    if (left.messages() == 0) {
      byTenant.remove(message.tenant());
    } else {
      byTenant.put(message.tenant(), left);
    }
    all = all.without(message);
  }

  private Load loadOf(String tenant) {
    return byTenant.getOrDefault(tenant, Load.NONE);
  }
}
