package dev.troupe.persistence.evolution;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import dev.troupe.persistence.internal.WhyUnread;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of one entity and applies its events, as a node does that recovers it. Confined
 * to one thread.
 */
public final class Replay {
  private final EntityType<?> type;
  private final EntityKey key;
  private final EntityCodec codec;
  private @Nullable Applied before;
  private long applied;
  private boolean isFolding = true;

  /** An entity and its state. */
  private record Applied(
      EventSourcedEntity<EntityCommand<?, ?>, Object, Object> entity, Object state) {
    Applied after(Object event) {
      return new Applied(entity, entity.evolve(state, event));
    }
  }

  /** One that has begun nothing; what the application's code throws is said at the first event. */
  Replay(EntityType<?> type, EntityKey key, EntityCodec codec) {
    this.type = type;
    this.key = key;
    this.codec = codec;
  }

  /**
   * The next entry. Events are applied as long as none is missing between them and the first.
   *
   * @param sequenceNumber its place in the stream, above the last one's
   * @param manifest of our own serializer
   * @param payload as it was before it was sealed
   * @return why it can't be read or applied, if so
   */
  public Optional<Finding> next(long sequenceNumber, String manifest, byte[] payload) {
    isFolding &= sequenceNumber == applied + 1;
    applied = sequenceNumber;
    try {
      Manifest name = Manifest.parse(manifest);
      if (name.kind() != Manifest.Kind.EVENT) {
        return Optional.empty();
      }
      Object event = codec.readEvent(name.name(), name.version(), payload);
      return isFolding ? evolve(manifest, event) : Optional.empty();
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return Optional.of(
          Finding.stop(
              manifest,
              "one that is stored can't be read: %s; register .upcasting(...), or mend the upcaster"
                  .formatted(WhyUnread.of(e))));
    }
  }

  private Optional<Finding> evolve(String manifest, Object event) {
    Applied known = before;
    try {
      known = known == null ? begun() : known;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return Optional.of(
          Finding.stop(
              type.name(),
              "none of what is stored can be applied, since it can't be made: its constructor or initialState fails with %s; mend it"
                  .formatted(WhyUnread.named(e))));
    }
    try {
      before = known.after(event);
      return Optional.empty();
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return Optional.of(
          Finding.stop(
              manifest,
              "one that is stored is read, and evolve fails on it with %s; mend evolve"
                  .formatted(WhyUnread.named(e))));
    }
  }

  @SuppressWarnings(
      "unchecked") // EntityType.eventSourced ties the type to its commands and events.
  private Applied begun() {
    var entity = (EventSourcedEntity<EntityCommand<?, ?>, Object, Object>) type.create(key);
    return new Applied(entity, entity.initialState());
  }
}
