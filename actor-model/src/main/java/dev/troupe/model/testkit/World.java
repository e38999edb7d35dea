package dev.troupe.model.testkit;

import static java.util.stream.Collectors.joining;

import dev.troupe.model.EntityType;
import dev.troupe.model.OutboxMessage;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that there is in a simulation at one moment, for an invariant to look at: states, messages,
 * reminders, and what callers have heard. It shows what is now, so it is not to be kept from one
 * step to the next; confined to one thread.
 */
public final class World {
  private final Simulator simulator;

  World(Simulator simulator) {
    this.simulator = simulator;
  }

  /**
   * A message of an entity that is not done.
   *
   * @param senderType the type of who sent it
   * @param sender the id of who sent it
   * @param message what is sent
   * @param isParked whether it was refused too often, and is not tried any more
   */
  public record Message(
      String senderType, String sender, OutboxMessage message, boolean isParked) {}

  /** The virtual time; a run starts at the first moment of the year 2026, UTC. */
  public Instant now() {
    return simulator.platform().now();
  }

  /**
   * The states of the entities of this type that were sent a command, by id.
   *
   * @param state the record of the type's state
   * @throws ClassCastException if the states are of another class
   */
  public <S> SortedMap<String, S> states(EntityType<?> type, Class<S> state) {
    SortedMap<String, S> states = new TreeMap<>();
    simulator
        .platform()
        .entities()
        .forEach((address, entity) -> {
          if (address.type().equals(type.name())) {
            states.put(address.id(), state.cast(entity.state()));
          }
        });
    return states;
  }

  /**
   * The state of one entity, that before the first event if it was sent nothing.
   *
   * @param state the record of the type's state
   * @throws ClassCastException if the state is of another class
   */
  public <S> S state(EntityType<?> type, String id, Class<S> state) {
    return state.cast(simulator.platform().state(new Address(type.name(), id)));
  }

  /** What an entity has stored, the oldest first. */
  public List<Object> events(EntityType<?> type, String id) {
    return simulator.platform().events(new Address(type.name(), id));
  }

  /** The messages that are not done, those that are parked last. */
  public List<Message> messages() {
    Outbox outbox = simulator.platform().outbox();
    return Stream.concat(
            outbox.waiting().stream().map(row -> message(row, false)),
            outbox.parked().stream().map(row -> message(row, true)))
        .toList();
  }

  private static Message message(Outbox.Row row, boolean isParked) {
    return new Message(row.sender().type(), row.sender().id(), row.message(), isParked);
  }

  /** When the reminders of an entity fire next, by name. */
  public Map<String, Instant> reminders(EntityType<?> type, String id) {
    Map<String, Instant> due = new TreeMap<>();
    Reminders own = simulator.platform().reminders().get(new Address(type.name(), id));
    if (own != null) {
      own.byTime().forEach(each -> due.put(each.name(), each.due()));
    }
    return due;
  }

  /** What callers have heard so far, the oldest first. */
  public List<Response> answers() {
    return Collections.unmodifiableList(simulator.answers());
  }

  /** What a caller has heard by the latest step, if one did. */
  public Optional<Response> heard() {
    return simulator.heard();
  }

  /** The states and what is on its way, a line each. */
  @Override
  public String toString() {
    Stream<String> states =
        simulator.platform().entities().entrySet().stream()
            .map(each -> "%s is %s".formatted(each.getKey(), each.getValue().state()));
    Stream<String> messages =
        messages().stream()
            .map(each ->
                "%s/%s %s to %s/%s %s"
                    .formatted(
                        each.senderType(),
                        each.sender(),
                        each.isParked() ? "gave up to send" : "sends",
                        each.message().type().name(),
                        each.message().id(),
                        each.message().command()));
    return Stream.concat(states, messages).collect(joining("\n"));
  }
}
