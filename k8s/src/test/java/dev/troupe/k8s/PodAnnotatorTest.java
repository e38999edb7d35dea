package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.k8s.fake.FakeKubernetes;
import dev.troupe.k8s.fake.FakePod;
import dev.troupe.k8s.internal.KubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodAnnotatorTest {
  private static final String SETTINGS =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.coordinated-shutdown.exit-jvm = off
      """;

  @TempDir Path account;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private FakeKubernetes kubernetes;
  private ActorSystem<Void> system;

  @BeforeEach
  void start() throws Exception {
    kubernetes = FakeKubernetes.start(account);
    kubernetes.put(FakePod.of("bank-1", "troupe", "10.0.0.1", 7626));
    kubernetes.put(FakePod.of("bank-2", "troupe", "10.0.0.2", 7626));
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "annotated",
            ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()));
  }

  @AfterEach
  void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    kubernetes.close();
  }

  private ActorRef<PodAnnotator.Message> annotator() throws Exception {
    KubernetesApi api = KubernetesApi.of(kubernetes.environment(), account);
    return system.systemActorOf(
        PodAnnotator.create(
            new PodAnnotator.Pod(
                "bank-1",
                "7.0.0",
                annotations -> api.annotate("bank-1", annotations),
                complaints::add)),
        "annotator",
        Props.empty());
  }

  private void join() {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @Test
  void theOldestNodeIsTheDearestAndOnlyItsOwnPodIsWrittenTo() throws Exception {
    annotator();
    join();

    await(() -> !kubernetes.annotationsOf("bank-1").isEmpty());
    assertThat(kubernetes.annotationsOf("bank-1"))
        .containsEntry("controller.kubernetes.io/pod-deletion-cost", "10000")
        .containsEntry("troupe.dev/app-version", "7.0.0");
    assertThat(kubernetes.asked()).allMatch("PATCH /api/v1/namespaces/bank/pods/bank-1"::equals);
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatIsForbiddenIsSaidOnceAndWrittenWhenItMayBe() throws Exception {
    kubernetes.forbid("PATCH");
    var annotator = annotator();
    join();
    await(() -> complaints.size() == 1);
    annotator.tell(new PodAnnotator.Message.Again());
    await(() -> kubernetes.asked().size() >= 2);

    kubernetes.forbidNothing();
    annotator.tell(new PodAnnotator.Message.Again());
    await(() -> !kubernetes.annotationsOf("bank-1").isEmpty());
    assertThat(complaints)
        .singleElement()
        .asString()
        .contains("patch pod 'bank-1' in namespace 'bank' was answered '403'")
        .contains("Role with the verb 'patch' on 'pods'");
  }

  @Test
  void eachYoungerNodeIsCheaper() {
    assertThat(DeletionCost.ofRank(0)).isEqualTo(10_000);
    assertThat(DeletionCost.ofRank(1)).isEqualTo(9_900);
    assertThat(DeletionCost.ofRank(2)).isEqualTo(9_800);
    assertThat(DeletionCost.ofRank(1_000)).isZero();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
