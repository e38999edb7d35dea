package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.Followup;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Reply;
import dev.troupe.model.testkit.SimulatedEntity.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The platform of a simulation: what it promises, on one thread and without a database. A
 * transaction is one method call, so a crash is between two of them. Confined to one thread.
 */
final class Platform {
  private final Parts parts;
  private final SortedMap<Address, SimulatedEntity> entities = new TreeMap<>();
  private final SortedMap<Address, Reminders> reminders = new TreeMap<>();
  private final Outbox outbox = new Outbox();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * What came of a command.
   *
   * @param reply none if the delivery was done or cancelled before
   * @param events what was stored now
   */
  record Outcome(Optional<Reply<?>> reply, List<Object> events) {
    boolean isRejected() {
      return reply.filter(Reply.Rejected.class::isInstance).isPresent();
    }

    @Override
    public String toString() {
      String said = reply.map(Object::toString).orElse("was done or cancelled before");
      return events.isEmpty() ? said : "%s, stored %s".formatted(said, events);
    }
  }

  Platform(Parts parts) {
    this.parts = parts;
  }

  /** A caller's command. */
  Outcome ask(Request request, String id) {
    return perform(request.address(), request.command(), id, null);
  }

  /** A command that was stored; no caller's id starts with a space. */
  Outcome arrive(Delivery delivery) {
    return perform(delivery.to(), delivery.command(), " " + delivery.id(), delivery);
  }

  /** What the entity makes of a command, stored in one go with all that follows from it. */
  private Outcome perform(
      Address to, EntityCommand<?, ?> command, String id, @Nullable Delivery delivery) {
    SimulatedEntity entity = entityAt(to);
    entity.wake();
    if (parts.made(to).type().contract().commandOf(command).isQuery()) {
      var said =
          parts.keeps(Promise.READS_ARE_CURRENT)
              ? entity.decide(command)
              : entity.decideOnFormerState(command);
      return new Outcome(Optional.of(said.reply()), List.of());
    }
    boolean isOnce = delivery == null || parts.keeps(Promise.DELIVERIES_COUNT_ONCE);
    Receipt first = isOnce ? entity.receipt(id) : null;
    if (first != null) {
      return new Outcome(Optional.of(again(first, to, command)), List.of());
    }
    var decided = entity.decide(command);
    if (delivery != null && !end(delivery, decided.reply()) && isOnce) {
      entity.sleep(); // Its write was refused, so it reads its journal again.
      return new Outcome(Optional.empty(), List.of());
    }
    boolean isKept = delivery != null || parts.keeps(Promise.ANSWERS_ARE_KEPT);
    entity.commit(decided, new Receipt(id, command, decided.reply()), isKept);
    follow(to, decided.followups());
    return new Outcome(Optional.of(decided.reply()), decided.events());
  }

  private Reply<?> again(Receipt first, Address to, EntityCommand<?, ?> command) {
    if (first.command().equals(command)) {
      return first.reply();
    }
    String name = parts.made(to).type().contract().commandOf(first.command()).name();
    return new Reply.Rejected<>(
        Reply.ID_REUSED,
        "command id '%s' was used for another command to %s, '%s'; use a new id"
            .formatted(first.id(), parts.key(to), name));
  }

  /** Ends the delivery that this reply answers; false if it was ended before. */
  private boolean end(Delivery delivery, Reply<?> reply) {
    return switch (delivery) {
      case Delivery.OfMessage of -> endMessage(of.row(), reply instanceof Reply.Accepted<?>);
      case Delivery.OfReminder of -> {
        Reminders own = remindersOf(of.to());
        boolean isOpen = own.isOpen(of.reminder());
        if (isOpen) {
          own.moveOn(of.reminder(), of.next());
        }
        yield isOpen;
      }
    };
  }

  /** One that is refused, and whose sender does not want to know, stays. */
  private boolean endMessage(Outbox.Row row, boolean isAccepted) {
    OutboxMessage message = row.message();
    Optional<EntityCommand<?, ?>> told = isAccepted ? message.accepted() : message.rejected();
    boolean isOver = isAccepted || told.isPresent();
    boolean isOpen = isOver ? outbox.take(row) : outbox.isOpen(row);
    if (isOpen && told.isPresent()) {
      outbox.put(
          row.receiver(),
          new OutboxMessage(
              parts.made(row.sender()).type(),
              row.sender().id(),
              told.get(),
              Optional.empty(),
              Optional.empty()));
    }
    return isOpen;
  }

  private void follow(Address from, List<Followup> followups) {
    for (Followup followup : followups) {
      if (followup instanceof Followup.Enqueue enqueue) {
        parts.made(new Address(enqueue.message().type().name(), enqueue.message().id()));
        outbox.put(from, enqueue.message());
      }
    }
    if (!followups.isEmpty()) {
      remindersOf(from).follow(followups, now);
    }
  }

  /** An entity leaves memory; false if it was not there. */
  boolean sleep(Address address, boolean isCrash) {
    SimulatedEntity entity = entities.get(address);
    if (entity == null || !entity.isAwake()) {
      return false;
    }
    entity.sleep();
    if (isCrash && !parts.keeps(Promise.MESSAGES_ARE_KEPT)) {
      outbox.forget(address);
    }
    if (!isCrash && !parts.keeps(Promise.REMINDERS_ARE_KEPT)) {
      remindersOf(address).clear();
    }
    return true;
  }

  private SimulatedEntity entityAt(Address address) {
    return entities.computeIfAbsent(
        address, none -> new SimulatedEntity(address, parts.entityAt(address)));
  }

  Reminders remindersOf(Address address) {
    return reminders.computeIfAbsent(address, none -> new Reminders());
  }

  /** The state of an entity, also of one that nobody has asked yet. */
  Object state(Address address) {
    SimulatedEntity entity = entities.get(address);
    return entity == null ? parts.entityAt(address).initialState() : entity.state();
  }

  /** What an entity has stored. */
  List<Object> events(Address address) {
    SimulatedEntity entity = entities.get(address);
    return entity == null ? List.of() : entity.events();
  }

  SortedMap<Address, SimulatedEntity> entities() {
    return entities;
  }

  SortedMap<Address, Reminders> reminders() {
    return reminders;
  }

  Outbox outbox() {
    return outbox;
  }

  Instant now() {
    return now;
  }

  void advance(Duration duration) {
    now = now.plus(duration);
  }
}
