package dev.troupe.cluster;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.internal.Names;
import dev.troupe.tenants.Admission;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;

/**
 * One tenant's plain Pekko actor, as a principal may send to it. Immutable and thread-safe.
 *
 * <p>A message needs the scope {@code type:message} by the name that it has on the wire: {@code
 * session:touch}. It passes the same door as a command: the tenant must be served, and not be at a
 * limit.
 *
 * @param <M> its messages
 */
public final class PrincipalActorRef<M> {
  private final PrincipalEntities access;
  private final String type;
  private final EntityKey key;
  private final EntityRef<M> actor;
  private final Door door;

  PrincipalActorRef(
      PrincipalEntities access, String type, EntityKey key, EntityRef<M> actor, Door door) {
    this.access = access;
    this.door = door;
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
   * @throws Failure if the tenant is not served, or is at a limit; nothing was sent
   */
  public void tell(M message) {
    // Nobody hears when it has been dealt with, so of it only the rate is counted.
    enter(message).close();
    actor.tell(message);
  }

  /**
   * Sends what this makes for an answer within this time.
   *
   * @throws Forbidden if the principal may not send it
   * @throws Failure if the tenant is not served, or is at a limit; nothing was sent
   */
  public <R> CompletionStage<R> ask(Function<ActorRef<R>, M> message, Duration timeout) {
    // Pekko makes the message in the course of this call, and sends it last.
    AtomicReference<Admission.Permit> permit = new AtomicReference<>(() -> {});
    return actor
        .<R>ask(
            replyTo -> {
              M made = message.apply(replyTo);
              permit.set(enter(made));
              return made;
            },
            timeout)
        .whenComplete((answer, failure) -> permit.get().close());
  }

  private Admission.Permit enter(M message) {
    Class<?> named =
        message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass();
    access.require(key.tenant(), type, Names.kebab(named));
    return door.enter(key.tenant());
  }

  @Override
  public String toString() {
    return type + " " + key;
  }
}
