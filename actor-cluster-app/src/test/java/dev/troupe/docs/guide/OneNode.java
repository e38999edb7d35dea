package dev.troupe.docs.guide;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Entities;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/** A cluster of one node within the test's JVM, whose journal is in memory. */
final class OneNode implements AutoCloseable {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              troupe.tenants.only-known = false
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              pekko.loglevel = WARNING
              # Events that were read are put back as they are.
              pekko.persistence.testkit.events.serialize = off
              """)
          .withFallback(PersistenceTestKitPlugin.config())
          .withFallback(ConfigFactory.load());

  private final ActorSystem<Void> system;

  /** A node that reads and writes the messages of these types. */
  OneNode(MessageTypes types) {
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "guide",
            ActorSystemSetup.create(BootstrapSetup.create(CONFIG), MessageSerializer.setup(types)));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  ActorSystem<Void> system() {
    return system;
  }

  Entities entities() {
    return Entities.on(system);
  }

  /** What comes of this, within reason. */
  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
