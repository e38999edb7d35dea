package dev.troupe.cluster;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Forbidden;
import dev.troupe.model.internal.Names;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;

/**
 * One tenant's plain Pekko actor, as a principal may send to it. Immutable and thread-safe.
 *
 * <p>A message needs the scope {@code type:message} by the name that it has on the wire: {@code
 * session:touch}.
 *
 * @param <M> its messages
 */
public final class PrincipalActorRef<M> {
  private final PrincipalEntities access;
  private final String type;
  private final EntityKey key;
  private final EntityRef<M> actor;

  PrincipalActorRef(PrincipalEntities access, String type, EntityKey key, EntityRef<M> actor) {
    this.access = access;
    this.type = type;
    this.key = key;
    this.actor = actor;
  }

  /** Whose it is, and its id. */
  public EntityKey key() {
    return key;
  }

  /**
   * Sends this message; it arrives at most once.
   *
   * @throws Forbidden if the principal may not send it
   */
  public void tell(M message) {
    actor.tell(permitted(message));
  }

  /**
   * Sends what this makes for an answer within this time.
   *
   * @throws Forbidden if the principal may not send it
   */
  public <R> CompletionStage<R> ask(Function<ActorRef<R>, M> message, Duration timeout) {
    return actor.ask(replyTo -> permitted(message.apply(replyTo)), timeout);
  }

  private M permitted(M message) {
    Class<?> named =
        message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass();
    access.require(key.tenant(), type, Names.kebab(named));
    return message;
  }

  @Override
  public String toString() {
    return type + " " + key;
  }
}
