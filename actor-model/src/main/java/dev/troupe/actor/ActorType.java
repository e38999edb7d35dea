package dev.troupe.actor;

import dev.troupe.model.EntityKey;
import dev.troupe.model.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The registration of a plain Pekko behavior: its stable name, its protocol, and how to make one.
 *
 * <p>Hosted beside entities under the same kind of key, with nothing wrapped around it. Its
 * messages cross the wire as CBOR under names from the sealed protocol ({@code session/touch}).
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}
 * @param protocol the sealed interface of the messages it takes
 * @param answers further records that cross the wire, such as those its {@code replyTo} takes
 * @param behavior makes the behavior of a key
 */
public record ActorType<M>(
    String name,
    Class<M> protocol,
    List<Class<?>> answers,
    Function<EntityKey, Behavior<M>> behavior) {

  /**
   * Checks the name, and that the protocol is sealed.
   *
   * @throws IllegalArgumentException if not, or if an answer is neither sealed nor a record or enum
   */
  public ActorType {
    Names.requireTypeName("actor type", name);
    answers = List.copyOf(answers);
    Names.leaves(name, protocol);
    answers.forEach(answer -> Names.leaves(name, answer));
  }

  /** An actor type whose answers, if any, are Pekko's own or part of its protocol. */
  public static <M> ActorType<M> of(
      String name, Class<M> protocol, Function<EntityKey, Behavior<M>> behavior) {
    return new ActorType<>(name, protocol, List.of(), behavior);
  }

  /** The same, and these records or sealed interfaces cross the wire as well. */
  public ActorType<M> answering(Class<?>... more) {
    List<Class<?>> all = new ArrayList<>(answers);
    all.addAll(List.of(more));
    return new ActorType<>(name, protocol, all, behavior);
  }
}
