package dev.troupe.cluster;

import dev.troupe.cluster.internal.NearEntities;
import dev.troupe.cluster.internal.NearEntity;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.Freshness;
import dev.troupe.persistence.Passage;
import dev.troupe.tenants.Admission;
import dev.troupe.tracing.TraceContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

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
  private final Asker asker;
  private final Way way;
  private final Terms terms;

  /**
   * How commands get to the entities of a type.
   *
   * @param system what measures the caller's patience
   * @param region takes them to their shards
   * @param near those that run on this node
   * @param sharding where Pekko's own references are
   * @param door what they pass first
   * @param metrics where they are counted
   */
  record Way(
      ActorSystem<?> system,
      ActorRef<EntityEnvelope> region,
      NearEntities near,
      ClusterSharding sharding,
      Door door,
      Metrics metrics) {}

  /**
   * Who asks.
   *
   * @param tenant on whose behalf
   * @param principal its subject, if it is not the node itself
   */
  record Asker(TenantId tenant, Optional<String> principal) {
    /** The node itself, on behalf of this tenant. */
    static Asker node(TenantId tenant) {
      return new Asker(tenant, Optional.empty());
    }
  }

  TenantEntityRef(EntityType<N> type, EntityKey key, Asker asker, Way way, Duration timeout) {
    this(type, key, asker, way, new Terms(timeout, Freshness.USUAL));
  }

  private TenantEntityRef(EntityType<N> type, EntityKey key, Asker asker, Way way, Terms terms) {
    this.type = type;
    this.key = key;
    this.asker = asker;
    this.way = way;
    this.terms = terms;
  }

  /** How long it may take, and how fresh an answer must be. */
  private record Terms(Duration patience, Freshness freshness) {}

  /** Whose it is, and its id. */
  public EntityKey key() {
    return key;
  }

  /** The same entity, asked by this one. */
  TenantEntityRef<N> askedBy(Asker who) {
    return new TenantEntityRef<>(type, key, who, way, terms);
  }

  /** The same entity, asked with this patience instead of {@code troupe.ask-timeout}. */
  public TenantEntityRef<N> withTimeout(Duration patience) {
    return new TenantEntityRef<>(type, key, asker, way, new Terms(patience, terms.freshness()));
  }

  /** The same entity, asked with this patience where it is shorter than its own. */
  public TenantEntityRef<N> within(Duration patience) {
    return patience.compareTo(terms.patience()) < 0 ? withTimeout(patience) : this;
  }

  /**
   * The same entity, whose answers to queries, and noes, are confirmed: it asks the database, while
   * the caller waits, whether its last entry is the last there is, and answers only if so, else
   * with {@link Unavailable}. Costs one small query each. Without it a node that is given up
   * without knowing may answer from an old state in the few moments before it finds out; what is
   * written is safe either way.
   */
  public TenantEntityRef<N> withStrongReads() {
    return new TenantEntityRef<>(
        type, key, asker, way, new Terms(terms.patience(), Freshness.STRONG));
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
      way.metrics().ended(key.tenant(), type.name(), null, refused);
      return CompletableFuture.failedStage(refused);
    }
    Asking asking = new Asking(command, id, Passage.now(TraceContext.current(), asker.principal()));
    boolean isQuery = type.contract().isQuery(command);
    CompletionStage<EntityReply> answer = isQuery ? atOnce(asking) : null;
    if (answer == null) {
      if (!isQuery) {
        way.near().goes(key);
      }
      answer = ask(way.region(), asking);
    }
    return answer.handleAsync(
        (reply, failure) -> {
          if (!isQuery) {
            way.near().ended(key);
          }
          permit.close();
          return ended(command, reply, failure);
        },
        WHERE_IT_ARRIVES);
  }

  /** Null if its entity does not run here, or is not to be asked at once. */
  private @Nullable CompletionStage<EntityReply> atOnce(Asking asking) {
    NearEntity near =
        asker.tenant().equals(key.tenant())
            ? way.near().find(key, asking.passage.sinceNanos())
            : null;
    if (near == null) {
      return null;
    }
    CompletionStage<EntityReply> answer = ask(near.self(), asking.of(near));
    return asking.isLate ? null : answer;
  }

  private CompletionStage<EntityReply> ask(ActorRef<EntityEnvelope> whom, Asking asking) {
    return AskPattern.ask(whom, asking, terms.patience(), way.system().scheduler());
  }

  /** Makes the envelope once it is known who waits for the answer. Confined to a thread. */
  private final class Asking implements Function<ActorRef<EntityReply>, EntityEnvelope> {
    private static final long serialVersionUID = 1L;

    private final EntityCommand<N, ?> command;
    private final Optional<CommandId> id;
    private final Passage passage;
    private @Nullable NearEntity near;
    private boolean isLate;

    private Asking(EntityCommand<N, ?> command, Optional<CommandId> id, Passage passage) {
      this.command = command;
      this.id = id;
      this.passage = passage;
    }

    /** The same, sent to this one at once; it is late if that has ended. */
    private Asking of(NearEntity entity) {
      near = entity;
      return this;
    }

    @Override
    public EntityEnvelope apply(ActorRef<EntityReply> replyTo) {
      EntityEnvelope envelope =
          new EntityEnvelope(
              type.name(),
              near == null ? key : near.key(),
              asker.tenant(),
              command,
              id,
              Optional.empty(),
              passage.sinceNanos() + terms.patience().toNanos(),
              terms.freshness(),
              replyTo,
              passage);
      isLate = near != null && !near.sends(envelope);
      near = null;
      return envelope;
    }
  }

  @SuppressWarnings("unchecked") // The reply was typed by the command that it answers.
  private <R> Reply<R> ended(
      EntityCommand<N, R> command, @Nullable EntityReply reply, @Nullable Throwable thrown) {
    if (reply instanceof EntityReply.Answered answered) {
      way.metrics().ended(key.tenant(), type.name(), answered.reply(), null);
      return (Reply<R>) answered.reply();
    }
    Failure failure =
        reply instanceof EntityReply.Failed failed
            ? failed.failure()
            : failure(command, Objects.requireNonNull(thrown));
    way.metrics().ended(key.tenant(), type.name(), null, failure);
    if (failure instanceof Throttled throttled) {
      way.metrics().throttled(key.tenant(), throttled);
    }
    throw failure;
  }

  private Failure failure(EntityCommand<N, ?> command, Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    String name = type.contract().commandOf(command).name();
    if (cause instanceof Failure known) {
      return known;
    }
    if (cause instanceof TimeoutException) {
      return new TimedOut(
          "%s %s did not answer %s within %d ms"
              .formatted(type.name(), key, name, terms.patience().toMillis()));
    }
    if (cause instanceof IllegalArgumentException) {
      return new Broken("%s %s: %s".formatted(type.name(), key, cause.getMessage()));
    }
    return new Unavailable(
        "%s %s could not be asked %s: %s".formatted(type.name(), key, name, cause));
  }

  /** Pekko's own reference, for whatever this one does not offer. */
  public EntityRef<EntityEnvelope> toPekko() {
    return way.sharding().entityRefFor(Hosting.typeKey(type), key.encoded());
  }

  @Override
  public String toString() {
    return type.name() + " " + key;
  }
}
