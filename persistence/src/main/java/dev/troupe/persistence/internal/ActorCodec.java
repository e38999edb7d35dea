package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.actor.ActorType;
import dev.troupe.actor.TopicType;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of plain Pekko behaviors and of topics as CBOR, under {@code session/touch}.
 * Thread-safe.
 */
public final class ActorCodec {
  private final ObjectMapper cbor = MessageMappers.cbor();
  private final Map<String, Class<?>> types = new HashMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();

  /** The codec of these types; refuses two messages of one name. */
  public ActorCodec(List<ActorType<?>> actors, List<TopicType<?>> topics) {
    for (ActorType<?> actor : actors) {
      messages(actor).forEach(message -> add(actor.name(), message));
    }
    for (TopicType<?> topic : topics) {
      messages(topic).forEach(message -> add(topic.name(), message));
    }
  }

  /** The records and enums that an actor of this type takes and answers. */
  public static List<Class<?>> messages(ActorType<?> actor) {
    List<Class<?>> all = new ArrayList<>(Names.leaves(actor.name(), actor.protocol()));
    actor.answers().forEach(answer -> all.addAll(Names.leaves(actor.name(), answer)));
    return all;
  }

  /** The records and enums that are published on topics of this type. */
  public static List<Class<?>> messages(TopicType<?> topic) {
    return Names.leaves(topic.name(), topic.protocol());
  }

  private void add(String type, Class<?> leaf) {
    String name = type + "/" + Names.kebab(leaf);
    Class<?> other = types.putIfAbsent(name, leaf);
    if (other != null && other != leaf) {
      throw new IllegalArgumentException(
          "%s: names both %s and %s; rename one of them"
              .formatted(name, other.getName(), leaf.getName()));
    }
    names.putIfAbsent(leaf, name);
  }

  /** What this message is called. */
  public String nameOf(Object message) {
    String name = names.get(typeOf(message));
    if (name == null) {
      throw new IllegalArgumentException(
          "%s is no message of a registered actor or topic type; name it with ActorType.answering"
              .formatted(message.getClass().getName()));
    }
    return name;
  }

  /** Its type; that of an enum's constant may be a subclass of its own. */
  private static Class<?> typeOf(Object message) {
    return message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass();
  }

  /** Its fields. */
  public byte[] write(Object message) throws IOException {
    return cbor.writeValueAsBytes(message);
  }

  /** The message of this name with these fields. */
  public Object read(String name, byte[] bytes) throws IOException {
    Class<?> type = types.get(name);
    if (type == null) {
      throw new UnreadableMessage(
          "no message is registered as '%s'; known: %s".formatted(name, types.keySet()));
    }
    return cbor.readValue(bytes, type);
  }
}
