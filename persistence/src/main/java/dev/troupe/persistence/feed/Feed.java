package dev.troupe.persistence.feed;

/**
 * All events of one entity type, of all tenants, in the order in which they can be read: by the
 * transaction that wrote them, and within it as they were written.
 *
 * <p>No event appears below one that was read already. One entity's events are in the order of
 * their sequence numbers.
 *
 * @param events the sealed interface of the type's events, by which the type is found
 * @param <E> the same
 */
public record Feed<E>(Class<E> events) {

  /** Refuses what can't be the events of a type. */
  public Feed {
    if (!events.isSealed()) {
      throw new IllegalArgumentException(
          "feed: '%s' must be the sealed interface of an entity type's events"
              .formatted(events.getName()));
    }
  }

  /** The feed of the type that has these events. */
  public static <E> Feed<E> of(Class<E> events) {
    return new Feed<>(events);
  }
}
