package dev.troupe.cluster;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityKey;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.japi.function.Function;

/** Who has got as far as the nodes' remoting, and says there what no node of ours would. */
final class Stranger implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ActorSystem<Void> system;

  /** Speaks of these types. */
  Stranger(MessageTypes types) {
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "stranger",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    ConfigFactory.parseString(
                            """
                            pekko.actor.provider = cluster
                            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                            pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                            pekko.loglevel = WARNING
                            """)
                        .withFallback(ConfigFactory.load())),
                MessageSerializer.setup(types)));
  }

  /** By which way something is said to an entity. */
  enum Way {
    REGION(false),
    REGION_IN_AN_ENVELOPE_OF_PEKKO(true),
    SHARD(false),
    SHARD_IN_AN_ENVELOPE_OF_PEKKO(true),
    ACTOR(false);

    private final boolean isWrapped;

    Way(boolean isWrapped) {
      this.isWrapped = isWrapped;
    }

    /** Whether it is the sender who says which entity it is for, whatever the command says. */
    boolean namesTheEntity() {
      return isWrapped || this == ACTOR;
    }

    private String path(String type, EntityKey key) {
      String region = "/system/sharding/" + type;
      String shard = region + "/" + shardOf(key.encoded());
      return switch (this) {
        case REGION, REGION_IN_AN_ENVELOPE_OF_PEKKO -> region;
        case SHARD, SHARD_IN_AN_ENVELOPE_OF_PEKKO -> shard;
        case ACTOR -> shard + "/" + URLEncoder.encode(key.encoded(), StandardCharsets.UTF_8);
      };
    }

    private Object message(EntityKey key, Object said) {
      return isWrapped ? new ShardingEnvelope<>(key.encoded(), said) : said;
    }
  }

  /** The shard of an entity. */
  static String shardOf(String entityId) {
    return new HashCodeMessageExtractor<>(AttackedNode.SHARDS).shardId(entityId);
  }

  /** What is answered to what is said to an entity of this node. */
  <R> CompletionStage<R> ask(
      AttackedNode node, Way way, String type, EntityKey key, Function<ActorRef<R>, Object> said)
      throws Exception {
    return ask(node, way.path(type, key), replyTo -> way.message(key, said.apply(replyTo)));
  }

  /** What is answered to what is said to the actor at this path. */
  <R> CompletionStage<R> ask(AttackedNode node, String path, Function<ActorRef<R>, Object> said)
      throws Exception {
    ActorRef<Object> there =
        Adapter.toTyped(
            Adapter.toClassic(system)
                .actorSelection(node.address() + path)
                .resolveOne(PATIENCE)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    return AskPattern.ask(there, said, PATIENCE, system.scheduler());
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
