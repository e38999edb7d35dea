package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.k8s.fake.FakeKubernetes;
import dev.troupe.k8s.fake.FakePod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionTest {
  @TempDir Path account;
  private FakeKubernetes kubernetes;

  @BeforeEach
  void start() throws Exception {
    kubernetes = FakeKubernetes.start(account);
    kubernetes.put(FakePod.of("bank-1", "troupe", "10.0.0.1", 7626));
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  private Config config(boolean asked) {
    return ConfigFactory.parseMap(
        Map.of(
            "troupe.kubernetes.revision-as-version",
            asked,
            "troupe.kubernetes.pod-name",
            "bank-1",
            "troupe.kubernetes.service-account",
            account.toString(),
            "troupe.node.app-version",
            "0.0.0"));
  }

  @Test
  void isWhatTheReplicaSetSays() {
    assertThat(Revision.ifAsked(config(true), kubernetes.environment())).hasValue("7.0.0");
    assertThat(kubernetes.asked())
        .containsExactly(
            "GET /api/v1/namespaces/bank/pods/bank-1",
            "GET /apis/apps/v1/namespaces/bank/replicasets/troupe-7d4b");
  }

  @Test
  void isNotAskedForUnlessWanted() {
    assertThat(Revision.ifAsked(config(false), kubernetes.environment())).isEmpty();
    assertThat(kubernetes.asked()).isEmpty();
  }

  @Test
  void isUnknownToWhoMayNotAskAndWhereThereIsNoKubernetes() {
    kubernetes.forbid("GET");
    assertThat(
            Revision.ifAsked(config(true), kubernetes.environment(), Duration.ZERO, Duration.ZERO))
        .isEmpty();
    assertThat(Revision.ifAsked(config(true), Map.of())).isEmpty();
  }

  @Test
  void isAskedForAgainWhileTheApiIsAway() {
    kubernetes.failNext(3);
    assertThat(
            Revision.ifAsked(
                config(true), kubernetes.environment(), Duration.ofHours(1), Duration.ofMillis(1)))
        .hasValue("7.0.0");
    assertThat(kubernetes.asked()).hasSize(5);
  }

  @Test
  void isNotAskedForForEver() {
    kubernetes.failNext(1_000_000);
    assertThat(
            Revision.ifAsked(
                config(true),
                kubernetes.environment(),
                Duration.ofMillis(50),
                Duration.ofMillis(1)))
        .isEmpty();
    assertThat(kubernetes.asked()).isNotEmpty();
  }
}
