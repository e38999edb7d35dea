package dev.troupe.persistence;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.TopicType;
import dev.troupe.model.EntityType;
import java.util.ArrayList;
import java.util.List;

/**
 * All types whose messages a node reads and writes.
 *
 * @param entities the entity types
 * @param actors the types of plain Pekko behaviors
 * @param topics the types of topics
 */
public record MessageTypes(
    List<EntityType<?>> entities, List<ActorType<?>> actors, List<TopicType<?>> topics) {

  /** Refuses two types of one name. */
  public MessageTypes {
    entities = List.copyOf(entities);
    actors = List.copyOf(actors);
    topics = List.copyOf(topics);
    List<String> names = new ArrayList<>();
    entities.forEach(type -> names.add(type.name()));
    actors.forEach(type -> names.add(type.name()));
    topics.forEach(type -> names.add(type.name()));
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "'%s' names two types; names are on disk and on the wire, so rename one of them"
                .formatted(name));
      }
    }
  }

  /** These, and no topics. */
  public MessageTypes(List<EntityType<?>> entities, List<ActorType<?>> actors) {
    this(entities, actors, List.of());
  }

  /** These entity types. */
  public static MessageTypes of(EntityType<?>... entities) {
    return new MessageTypes(List.of(entities), List.of());
  }

  /** These too. */
  public MessageTypes and(ActorType<?>... more) {
    List<ActorType<?>> all = new ArrayList<>(actors);
    all.addAll(List.of(more));
    return new MessageTypes(entities, all, topics);
  }

  /** These too. */
  public MessageTypes and(TopicType<?>... more) {
    List<TopicType<?>> all = new ArrayList<>(topics);
    all.addAll(List.of(more));
    return new MessageTypes(entities, actors, all);
  }
}
