package dev.troupe.cluster;

import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.tenants.Admission;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * One tenant's entity, wherever in the cluster it runs. Immutable and thread-safe.
 *
 * <p>What follows an answer runs on the thread that brought it, one of the actor system's: hand it
 * to an executor of your own if it blocks.
 *
 * @param <N> the entity
 */
public final class TenantEntityRef<N> {
  /**
   * Scala's stage would hop to the common pool, which on a small machine is a thread per answer.
   */
  private static final Executor WHERE_IT_ARRIVES = Runnable::run;

  private final EntityType<N> type;
  private final EntityKey key;
  private final TenantId caller;
  private final Way way;
  private final Duration timeout;

  /**
   * How commands get to the entity.
   *
   * @param system what measures the caller's patience
   * @param region takes them to its shard
   * @param pekkoRef Pekko's own reference
   * @param door what they pass first
   */
  record Way(
      ActorSystem<?> system,
      ActorRef<EntityEnvelope> region,
      EntityRef<EntityEnvelope> pekkoRef,
      Door door) {}

  TenantEntityRef(EntityType<N> type, EntityKey key, TenantId caller, Way way, Duration timeout) {
    this.type = type;
    this.key = key;
    this.caller = caller;
    this.way = way;
    this.timeout = timeout;
  }

  /** Whose it is, and its id. */
  public EntityKey key() {
    return key;
  }

  /** The same entity, asked on behalf of this tenant. */
  TenantEntityRef<N> onBehalfOf(TenantId tenant) {
    return new TenantEntityRef<>(type, key, tenant, way, timeout);
  }

  /** The same entity, asked with this patience instead of {@code troupe.ask-timeout}. */
  public TenantEntityRef<N> withTimeout(Duration patience) {
    return new TenantEntityRef<>(type, key, caller, way, patience);
  }

  /**
   * Asks the entity. Sent again after a {@link Failure} whose outcome is unknown, the command may
   * be done twice; give it an id if that must not be.
   *
   * @return the reply, or exceptionally a {@link Failure} that says what the platform could not do
   */
  public <R> CompletionStage<Reply<R>> ask(EntityCommand<N, R> command) {
    return ask(command, Optional.empty());
  }

  /**
   * Asks the entity, once however often this is called: the same id and command again get the first
   * reply, across crashes, moves and restarts, for as long as the id is among the entity's latest
   * {@code troupe.entity.command-id-window}. Another command under the id is rejected with {@link
   * Reply#ID_REUSED}. A query is answered anew each time.
   *
   * @return the reply, or exceptionally a {@link Failure} that says what the platform could not do
   */
  public <R> CompletionStage<Reply<R>> ask(EntityCommand<N, R> command, CommandId id) {
    return ask(command, Optional.of(id));
  }

  private <R> CompletionStage<Reply<R>> ask(EntityCommand<N, R> command, Optional<CommandId> id) {
    Admission.Permit permit;
    try {
      permit = way.door().enter(key.tenant());
    } catch (Failure refused) {
      return CompletableFuture.failedStage(refused);
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    return AskPattern.<EntityEnvelope, EntityReply>ask(
            way.region(),
            replyTo ->
                new EntityEnvelope(
                    type.name(), key, caller, command, id, Optional.empty(), deadline, replyTo),
            timeout,
            way.system().scheduler())
        .handleAsync(
            (reply, failure) -> {
              permit.close();
              return failure == null ? unwrap(reply) : raise(command, failure);
            },
            WHERE_IT_ARRIVES);
  }

  @SuppressWarnings("unchecked") // The reply was typed by the command that it answers.
  private static <R> Reply<R> unwrap(EntityReply reply) {
    return switch (reply) {
      case EntityReply.Answered answered -> (Reply<R>) answered.reply();
      case EntityReply.Failed failed -> throw failed.failure();
    };
  }

  private <R> Reply<R> raise(EntityCommand<N, R> command, Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    String name = type.contract().commandOf(command).name();
    if (cause instanceof Failure known) {
      throw known;
    }
    if (cause instanceof TimeoutException) {
      throw new TimedOut(
          "%s %s did not answer %s within %d ms"
              .formatted(type.name(), key, name, timeout.toMillis()));
    }
    if (cause instanceof IllegalArgumentException) {
      throw new Broken("%s %s: %s".formatted(type.name(), key, cause.getMessage()));
    }
    throw new Unavailable(
        "%s %s could not be asked %s: %s".formatted(type.name(), key, name, cause));
  }

  /** Pekko's own reference, for whatever this one does not offer. */
  public EntityRef<EntityEnvelope> toPekko() {
    return way.pekkoRef();
  }

  @Override
  public String toString() {
    return type.name() + " " + key;
  }
}
