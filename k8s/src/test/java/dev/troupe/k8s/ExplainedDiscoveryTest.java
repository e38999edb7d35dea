package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.k8s.fake.FakeKubernetes;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.discovery.Discovery;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;

/** What Pekko's discovery by the API of Kubernetes does where a pod has no service account. */
class ExplainedDiscoveryTest {
  @TempDir Path account;
  private ActorSystem<Void> system;

  @BeforeEach
  void start() {
    String contacts = "pekko.management.cluster.bootstrap.contact-point-discovery.";
    String kubernetes = "pekko.discovery.kubernetes-api.";
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "searching",
            ConfigFactory.parseMap(
                    Map.of(
                        contacts + "service-name",
                        "shop",
                        contacts + "port-name",
                        "management",
                        "pekko.discovery.troupe.class",
                        ExplainedDiscovery.class.getName(),
                        "pekko.discovery.troupe.method",
                        "kubernetes-api",
                        kubernetes + "api-ca-path",
                        account.resolve("ca.crt").toString(),
                        kubernetes + "api-token-path",
                        account.resolve("token").toString(),
                        kubernetes + "pod-namespace-path",
                        account.resolve("namespace").toString()))
                .withFallback(ConfigFactory.load()));
  }

  @AfterEach
  void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private ServiceDiscovery.Resolved look() {
    return FutureConverters.asJava(
            Discovery.get(system)
                .loadServiceDiscovery(ExplainedDiscovery.METHOD)
                .lookup(Lookup.create("shop"), FiniteDuration.apply(5, "seconds")))
        .toCompletableFuture()
        .join();
  }

  @Test
  void aMissingAccountIsAFailureThatIsExplainedAndTheNextLookIsTaken() throws Exception {
    assertThatThrownBy(this::look).isInstanceOf(CompletionException.class);
    assertThat(NodeSearch.on(system).sentence())
        .contains(account.resolve("ca.crt").toString())
        .contains("automountServiceAccountToken")
        .contains("TROUPE_CONTACT_POINTS");

    FakeKubernetes.start(account).close();

    assertThatThrownBy(this::look).isInstanceOf(CompletionException.class);
    assertThat(NodeSearch.on(system).sentence()).contains("check Kubernetes environment");
  }
}
