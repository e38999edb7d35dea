package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class ClusterFormationTest {
  private static final String SETTINGS =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.coordinated-shutdown.exit-jvm = off
      pekko.management.http { hostname = "127.0.0.1", port = 0 }
      pekko.management.cluster.bootstrap.contact-point-discovery {
        service-name = nodes
        discovery-method = no-such-method
      }
      """;

  @Test
  void aNodeThatCanNotBeginToLookEndsAndSaysByItsExitCodeThatItFailed() throws Exception {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "forming",
            ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()));
    try {
      CompletableFuture<Done> allowed = new CompletableFuture<>();
      ClusterFormation.start(system, allowed).toCompletableFuture().get(1, TimeUnit.MINUTES);

      allowed.complete(Done.done());

      assertThat(system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES))
          .isEqualTo(Done.done());
      assertThat(CoordinatedShutdown.get(Adapter.toClassic(system)).getShutdownReason())
          .hasValue(CoordinatedShutdown.clusterJoinUnsuccessfulReason());
      String reason = CoordinatedShutdown.clusterJoinUnsuccessfulReason().getClass().getName();
      assertThat(
              system
                  .settings()
                  .config()
                  .getConfig("pekko.coordinated-shutdown.reason-overrides")
                  .getConfig("\"" + reason + "\"")
                  .getInt("exit-code"))
          .isNotZero();
    } finally {
      system.terminate();
    }
  }
}
