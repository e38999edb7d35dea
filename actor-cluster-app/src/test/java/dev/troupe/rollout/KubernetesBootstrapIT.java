package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.k8s.fake.FakeKubernetes;
import dev.troupe.k8s.fake.FakePod;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.sample.bank.BankApp;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that know of each other only what a Kubernetes API says over https. */
class KubernetesBootstrapIT {
  private static final Pattern UP = Pattern.compile("\"status\":\"Up\"");

  @TempDir static Path directory;
  private static EmbeddedPostgres server;
  private FakeKubernetes kubernetes;

  @BeforeAll
  static void startDatabase() {
    server = EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
  }

  @BeforeEach
  void startKubernetes() throws Exception {
    kubernetes = FakeKubernetes.start(directory.resolve("service-account"));
  }

  @AfterEach
  void stopKubernetes() {
    kubernetes.close();
  }

  @AfterAll
  static void stopDatabase() {
    server.close();
  }

  private TestCluster launch(int nodes) {
    Map<String, String> environment = new HashMap<>(kubernetes.environment());
    environment.put("TROUPE_CONTACT_POINTS", "");
    environment.put("TROUPE_MIN_MEMBERS", "2");
    // With an error they would not start; so the doctor finds none with a node as it really is.
    environment.put("TROUPE_DOCTOR_AT_START", "strict");
    return TestCluster.launchOn(server.settings(), nodes, BankApp.class, environment);
  }

  private static FakePod pod(TestNode node) {
    return FakePod.of(
        "bank-" + node.number(), "troupe", "127.0.0.1", node.managementUrl().getPort());
  }

  private static void awaitReasonOf(TestNode node, String... words) {
    Waiting.until(
        "node %d says: %s".formatted(node.number(), String.join(", ", words)),
        () -> {
          String said = Management.ready(node).body();
          return Arrays.stream(words).allMatch(said::contains);
        });
  }

  private static void awaitMembers(TestNode node, int count) {
    Waiting.until(
        "node %d knows %d members".formatted(node.number(), count),
        () -> UP.matcher(Management.members(node)).results().count() == count);
  }

  @Test
  void threeNodesThatMayNotListPodsSaySoAndFormAClusterOnceTheyMay() {
    kubernetes.forbid("GET");
    try (TestCluster cluster = launch(3)) {
      cluster.nodes().forEach(node -> kubernetes.put(pod(node)));
      awaitReasonOf(cluster.node(1), "not in a cluster yet", "Role with the verb 'list' on 'pods'");
      assertThat(Management.ready(cluster.node(1)).status()).isEqualTo(500);
      assertThat(Management.alive(cluster.node(1)).status()).isEqualTo(200);

      kubernetes.forbidNothing();
      cluster.awaitReady();
      cluster.nodes().forEach(node -> awaitMembers(node, 3));

      // A pod that ends is not looked for any more, and the one in its place finds the same
      // cluster.
      kubernetes.put(pod(cluster.node(3)).ending());
      assertThat(cluster.node(3).stop()).isZero();
      kubernetes.remove("bank-3");
      awaitMembers(cluster.node(1), 2);
      cluster.node(3).startAgain();
      kubernetes.put(pod(cluster.node(3)));
      cluster.awaitReady();
      cluster.nodes().forEach(node -> awaitMembers(node, 3));
      assertThat(cluster.node(1).log().split("Role with the verb 'list'", -1))
          .as("said once, at the first look")
          .hasSize(2);
    }
  }

  @Test
  void nodesThatFindNoPodOrTooFewSayWhatToDoAndFormAClusterOnceThereAreEnough() {
    try (TestCluster cluster = launch(2)) {
      awaitReasonOf(cluster.node(1), "found no running pod", "'app=troupe'", "'management'");

      for (TestNode node : cluster.nodes()) {
        FakePod right = pod(node);
        kubernetes.put(
            new FakePod(right.name(), right.ip(), right.ports(), Map.of("app", "other"), false));
      }
      awaitReasonOf(cluster.node(2), "found no running pod", "'app=troupe'");

      kubernetes.put(pod(cluster.node(1)));
      awaitReasonOf(cluster.node(2), "found '1' node of the '2'", "TROUPE_REQUIRED_CONTACT_POINTS");
      assertThat(Management.ready(cluster.node(1)).status()).isEqualTo(500);

      kubernetes.put(pod(cluster.node(2)));
      cluster.awaitReady();
      awaitMembers(cluster.node(1), 2);
    }
  }
}
