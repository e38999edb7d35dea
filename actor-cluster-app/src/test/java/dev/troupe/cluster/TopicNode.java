package dev.troupe.cluster;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.TopicType;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/** A node with topics, in the test's JVM, alone or in a cluster with another. */
public final class TopicNode implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      troupe.tenants.only-known = false
      troupe.ask-timeout = 60s
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.cluster.downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.actor.testkit.typed.single-expect-default = 60s
      pekko.loglevel = WARNING
      """;

  final ActorSystem<Void> system;
  final Topics topics;

  /** A node with these settings before its own, and topics of these types. */
  public TopicNode(String settings, TopicType<?>... types) {
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "topics",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.parseString(CONFIG))
                        .withFallback(PersistenceTestKitPlugin.config())
                        .withFallback(ConfigFactory.load())),
                MessageSerializer.setup(MessageTypes.of().and(types))));
    topics = Topics.on(system);
    for (TopicType<?> type : types) {
      topics.host(type);
    }
  }

  /** Its actor system. */
  public ActorSystem<Void> system() {
    return system;
  }

  /** Joins the cluster of this node, which may be itself. */
  public TopicNode join(TopicNode seed) {
    Cluster.get(system)
        .manager()
        .tell(Join.create(Cluster.get(seed.system).selfMember().address()));
    return this;
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Waits until this assertion holds. */
  public void awaitAssert(Runnable assertion) {
    TestProbe.create(system)
        .awaitAssert(
            PATIENCE,
            Duration.ofMillis(50),
            () -> {
              assertion.run();
              return null;
            });
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system, PATIENCE);
  }
}
