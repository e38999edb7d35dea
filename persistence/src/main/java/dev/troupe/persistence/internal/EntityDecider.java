package dev.troupe.persistence.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one entity makes of a command: entries to persist and the answer, without an actor.
 *
 * <p>Commit-once is here. A command that has an id and is no query leaves a receipt with its answer
 * in the entry of its last event (or in an entry of its own), in the same transaction. The same id
 * again is answered from the receipt; with another command it is rejected. A rejection leaves a
 * receipt too: who was told no must not find out later that a delayed copy was let through.
 */
public final class EntityDecider<S> {
  private static final Logger LOG = LoggerFactory.getLogger(EntityDecider.class);

  private final EntityKey key;
  private final EventSourcedEntity<EntityCommand<?, ?>, Object, S> entity;
  private final EntityCodec codec;
  private final EntitySettings settings;

  /** The decider of this entity. */
  public EntityDecider(
      EntityKey key,
      EventSourcedEntity<EntityCommand<?, ?>, Object, S> entity,
      EntityCodec codec,
      EntitySettings settings) {
    this.key = key;
    this.entity = entity;
    this.codec = codec;
    this.settings = settings;
  }

  /**
   * What a command leads to.
   *
   * @param entries to persist, all or none; perhaps none
   * @param answer to send once they are
   */
  public record Outcome(List<JournalEntry> entries, EntityReply answer) {}

  String type() {
    return codec.contract().type();
  }

  /** Decides. Never throws what the entity's own code throws. */
  public Outcome decide(EntityState<S> before, EntityEnvelope envelope) {
    try {
      requireOurs(envelope);
      CommandType type = codec.contract().commandOf(envelope.command());
      if (envelope.id().isEmpty() || type.isQuery()) {
        return decideAnew(before, envelope, type, null);
      }
      String id = envelope.id().get().value();
      byte[] fingerprint = codec.fingerprint(envelope.command());
      Receipt first = before.receipts().find(id);
      return first == null
          ? decideAnew(before, envelope, type, fingerprint)
          : repeat(first, type, fingerprint);
    } catch (Failure failure) {
      return failed(failure);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      LOG.warn("{}|{}: failed on {}", type(), key, envelope.command().getClass().getName(), e);
      return failed(
          new Broken(
              "%s %s failed on %s: %s; nothing was done"
                  .formatted(
                      type(),
                      key,
                      envelope.command().getClass().getSimpleName(),
                      e.getClass().getSimpleName())));
    }
  }

  private void requireOurs(EntityEnvelope envelope) {
    if (!envelope.key().equals(key) || !envelope.type().equals(type())) {
      throw new Broken(
          "%s %s was sent a command for %s %s"
              .formatted(type(), key, envelope.type(), envelope.key()));
    }
  }

  private Outcome repeat(Receipt first, CommandType type, byte[] fingerprint) throws IOException {
    if (first.isFor(type.name(), fingerprint)) {
      return answered(List.of(), type, codec.readReply(first.command(), first.answer()));
    }
    return answered(
        List.of(),
        type,
        new Reply.Rejected<>(
            Reply.ID_REUSED,
            "command id '%s' was used for another command to %s, '%s'; use a new id"
                .formatted(first.id(), key, first.command())));
  }

  private Outcome decideAnew(
      EntityState<S> before, EntityEnvelope envelope, CommandType type, byte @Nullable [] print)
      throws IOException {
    S state = stateOf(before);
    Decision<Object, S> decision = entity.decide(state, envelope.command());
    requireAnswerTo(envelope.command(), decision);
    return switch (decision) {
      case Decision.Persist<Object, S> persist -> {
        requireNoEventsOf(type, persist.events());
        S after = state;
        for (Object event : persist.events()) {
          after = entity.evolve(after, event);
        }
        Reply<?> reply = new Reply.Accepted<Object>(persist.reply().apply(after));
        yield answered(entries(persist.events(), envelope, type, print, reply), type, reply);
      }
      case Decision.Reject<Object, S> reject -> {
        Reply<?> reply = new Reply.Rejected<>(reject.code(), reject.message());
        yield answered(entries(List.of(), envelope, type, print, reply), type, reply);
      }
    };
  }

  private List<JournalEntry> entries(
      List<Object> events,
      EntityEnvelope envelope,
      CommandType type,
      byte @Nullable [] print,
      Reply<?> reply)
      throws IOException {
    List<JournalEntry> entries = new ArrayList<>(events.size() + 1);
    if (print == null) {
      for (Object event : events) {
        entries.add(codec.entry(event, null));
      }
      return entries;
    }
    String id = envelope.id().orElseThrow().value();
    Receipt receipt = new Receipt(id, type.name(), print, codec.writeReply(reply));
    if (events.isEmpty()) {
      entries.add(codec.entry(null, receipt));
    }
    for (int i = 0; i < events.size(); i++) {
      entries.add(codec.entry(events.get(i), i == events.size() - 1 ? receipt : null));
    }
    return entries;
  }

  /** The state that an entry leads to. */
  public EntityState<S> evolve(EntityState<S> before, JournalEntry entry) {
    Optional<S> state =
        entry.event().isPresent()
            ? Optional.of(entity.evolve(stateOf(before), entry.event().get()))
            : before.state();
    return new EntityState<>(
        before.type(),
        state,
        entry
            .receipt()
            .map(receipt -> before.receipts().with(receipt, settings.commandIdWindow()))
            .orElse(before.receipts()));
  }

  /** A copy of the initial state, so that one kept in a constant is not shared by all entities. */
  private S stateOf(EntityState<S> before) {
    return before
        .state()
        .orElseGet(() -> {
          try {
            return codec.copy(entity.initialState());
          } catch (IOException e) {
            throw new UncheckedIOException(type() + ": can't copy the initial state", e);
          }
        });
  }

  private void requireAnswerTo(EntityCommand<?, ?> command, Decision<?, ?> decision) {
    if (decision.command() != command) {
      throw new Broken(
          "%s %s: decide(%s) answered another command, %s; pass the command it was given to thenReply"
              .formatted(type(), key, name(command), name(decision.command())));
    }
  }

  private void requireNoEventsOf(CommandType type, List<Object> events) {
    if (type.isQuery() && !events.isEmpty()) {
      throw new Broken(
          "%s %s: %s starts with Get and persists nothing, but decided events; rename it"
              .formatted(type(), key, type.record().getSimpleName()));
    }
  }

  private static String name(Object message) {
    return message.getClass().getSimpleName();
  }

  private Outcome answered(List<JournalEntry> entries, CommandType type, Reply<?> reply) {
    return new Outcome(entries, new EntityReply.Answered(type(), type.name(), reply));
  }

  private static Outcome failed(Failure failure) {
    return new Outcome(List.of(), new EntityReply.Failed(failure));
  }
}
