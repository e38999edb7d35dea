package dev.troupe.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A node with a greenhouse and no database, which talks mutual TLS: in the test's JVM or another.
 */
public final class GreenhouseNode implements AutoCloseable {
  static final String SEED = "GREENHOUSE_SEED";
  static final String TLS = "GREENHOUSE_TLS";
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.actor.testkit.typed.single-expect-default = 60s
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.remote.artery.transport = tls-tcp
      pekko.remote.artery.ssl {
        ssl-engine-provider = "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider"
      }
      pekko.cluster.jmx.enabled = off
      pekko.cluster.failure-detector.acceptable-heartbeat-pause = 60s
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.loglevel = WARNING
      """;

  private final ActorSystem<Void> system;

  private GreenhouseNode(ActorSystem<Void> system) {
    this.system = system;
  }

  /** One that joins whom the environment names, and ends when who started it does. */
  public static void main(String[] args) throws IOException {
    Map<String, String> environment = System.getenv();
    GreenhouseNode node = start(Path.of(environment.getOrDefault(TLS, "")));
    node.join(AddressFromURIString.parse(environment.getOrDefault(SEED, "")));
    while (System.in.read() >= 0) {
      // Only the end of the pipe means something.
    }
    System.exit(0);
  }

  /** One that is in no cluster yet, with the certificates of this folder. */
  static GreenhouseNode start(Path tls) {
    String engine = "pekko.remote.artery.ssl.rotating-keys-engine.";
    Config files =
        ConfigFactory.parseMap(
            Map.of(
                engine + "key-file", tls.resolve("tls.key").toString(),
                engine + "cert-file", tls.resolve("tls.crt").toString(),
                engine + "ca-cert-file", tls.resolve("ca.crt").toString()));
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "greenhouses",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    files
                        .withFallback(ConfigFactory.parseString(CONFIG))
                        .withFallback(ConfigFactory.load())),
                MessageSerializer.setup(new MessageTypes(List.of(), List.of(Greenhouse.TYPE)))));
    system.systemActorOf(Greenhouse.create(), Greenhouse.NAME, Props.empty());
    return new GreenhouseNode(system);
  }

  void join(Address seed) {
    Cluster.get(system).manager().tell(Join.create(seed));
  }

  Address address() {
    return Cluster.get(system).selfMember().address();
  }

  ActorSystem<Void> system() {
    return system;
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system, Duration.ofSeconds(60));
  }
}
