package dev.troupe.cluster;

import dev.troupe.model.EntityCommand;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** A message of any record there is, with something in every field. */
final class SampleMessages {
  private final ActorRef<?> replyTo;

  /** Messages that have their answers sent here. */
  SampleMessages(ActorRef<?> replyTo) {
    this.replyTo = replyTo;
  }

  EntityCommand<?, ?> command(Class<?> type) {
    return (EntityCommand<?, ?>) of(type);
  }

  /** A record, or the first constant of an enum. */
  Object of(Class<?> type) {
    return type.isEnum() ? type.getEnumConstants()[0] : record(type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] fields = type.getRecordComponents();
    if (fields == null) {
      throw new AssertionError("no sample is known of " + type);
    }
    Class<?>[] types = Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(Arrays.stream(fields).map(this::value).toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " can't be made", e);
    }
  }

  /** A text is the field's name, so that no two fields are alike. */
  private Object value(RecordComponent field) {
    Class<?> type = field.getType();
    if (type == String.class) {
      return field.getName();
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == Instant.class) {
      return Instant.EPOCH;
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == List.class) {
      return List.of();
    }
    return type == ActorRef.class ? replyTo : of(type);
  }
}
