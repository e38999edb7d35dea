package dev.troupe.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Interceptors;
import dev.troupe.app.Declarations;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.sample.bank.Bank;
import dev.troupe.tenants.Tenant;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.HashCodeNoEnvelopeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node that hosts all that the bank has, with all of its layers or without some of them. */
final class AttackedNode implements AutoCloseable {
  static final int SHARDS = 4;
  static final TenantId ACME = TenantId.of("acme");
  static final MessageTypes TYPES = bank();

  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.cluster.sharding.number-of-shards = %d
      pekko.loglevel = WARNING
      troupe.tenants.only-known = false
      troupe.audit.window = 20ms
      troupe.ask-timeout = 20s
      """
          .formatted(SHARDS);

  final ActorSystem<Void> system;
  final Entities entities;
  final Audit audit;
  private final String name;

  /** What a node can be without. */
  enum Layer {
    BORDER,
    ENTITY
  }

  /** A node of this name, and so with victims of its own. */
  AttackedNode(String name, DatabaseSettings database, Set<Layer> without) throws Exception {
    this.name = name;
    Config config =
        ConfigFactory.parseString(CONFIG)
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load());
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            name,
            ActorSystemSetup.create(
                BootstrapSetup.create(config.resolve()), MessageSerializer.setup(TYPES)));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    audit = Audit.on(system).start();
    entities = Entities.on(system);
    TYPES.entities().forEach(type -> host(type, without));
    TYPES.actors().forEach(entities::host);
    for (EntityType<?> type : TYPES.entities()) {
      begin(type);
    }
  }

  private static MessageTypes bank() {
    Declarations declarations = new Declarations();
    new Bank().declare(declarations);
    return declarations.messageTypes();
  }

  private <N> void host(EntityType<N> type, Set<Layer> without) {
    UnaryOperator<Behavior<EntityEnvelope>> decorate =
        without.contains(Layer.ENTITY)
            ? entity -> Credulous.around(type, entity)
            : UnaryOperator.identity();
    entities.host(
        type,
        new Hosting.Wrapping<>(decorate, Interceptors.none()),
        Placement.leastShards(),
        without.contains(Layer.BORDER)
            ? new OpenBorder()
            : new Border(ShardHash.unkeyed(SHARDS), audit::counted));
  }

  /** Has the victim of this type do something, so that it is there. */
  private void begin(EntityType<?> type) throws Exception {
    SampleMessages samples = new SampleMessages(system.ignoreRef());
    for (CommandType command : type.contract().commands()) {
      if (!command.isQuery() && isAccepted(type, samples.command(command.record()))) {
        return;
      }
    }
    throw new AssertionError(type.name() + ": no command begins it");
  }

  @SuppressWarnings("unchecked") // The command is one of the type's own.
  private <N> boolean isAccepted(EntityType<N> type, EntityCommand<?, ?> command) throws Exception {
    EntityKey victim = victim(type);
    return entities
            .refFor(type, victim.tenant(), victim.id())
            .ask((EntityCommand<N, Object>) command)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
        instanceof Reply.Accepted;
  }

  /** The one of a type that is attacked. */
  EntityKey victim(EntityType<?> type) {
    return EntityKey.of(type.equals(Tenant.TYPE) ? TenantId.SYSTEM : ACME, name);
  }

  String address() {
    return Cluster.get(system).selfMember().address().toString();
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }

  /** Lets everything through. */
  private static final class OpenBorder extends Border {
    OpenBorder() {
      super(ShardHash.unkeyed(SHARDS), entry -> {});
    }

    @Override
    ShardingMessageExtractor<EntityEnvelope, EntityEnvelope> extractor() {
      return new HashCodeNoEnvelopeMessageExtractor<>(SHARDS) {
        @Override
        public String entityId(EntityEnvelope envelope) {
          return envelope.key().encoded();
        }
      };
    }

    @Override
    Interceptor<EntityEnvelope> guard(Intercepted entity) {
      return new Interceptor<>() {};
    }
  }

  /** An entity that takes whatever it is sent for its own. */
  private static final class Credulous extends BehaviorInterceptor<EntityEnvelope, EntityEnvelope> {
    private final EntityType<?> type;

    private Credulous(EntityType<?> type) {
      super(EntityEnvelope.class);
      this.type = type;
    }

    static Behavior<EntityEnvelope> around(EntityType<?> type, Behavior<EntityEnvelope> entity) {
      return Behaviors.intercept(() -> new Credulous(type), entity);
    }

    @Override
    public Behavior<EntityEnvelope> aroundReceive(
        TypedActorContext<EntityEnvelope> context,
        EntityEnvelope sent,
        ReceiveTarget<EntityEnvelope> target) {
      String id = context.asJava().getSelf().path().name();
      EntityKey key = EntityKey.parse(URLDecoder.decode(id, StandardCharsets.UTF_8));
      return target.apply(
          context,
          new EntityEnvelope(
              type.name(),
              key,
              key.tenant(),
              sent.command(),
              sent.id(),
              sent.delivery(),
              sent.deadlineNanos(),
              sent.replyTo()));
    }
  }
}
