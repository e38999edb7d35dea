package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.local.LocalCertificates;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
  private static final DatabaseSettings DATABASE =
      DatabaseSettings.of("jdbc:postgresql://db.example/bank", "ann", "secret");

  private static final String CONTACTS =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  @TempDir Path directory;

  private Config with(Map<String, String> properties) {
    properties.forEach(System::setProperty);
    ConfigFactory.invalidateCaches();
    return NodeConfig.of(DATABASE, List.of("account"));
  }

  @AfterEach
  void forget() {
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith("troupe."));
    System.clearProperty("pekko.loglevel");
    System.clearProperty("pekko.discovery.own.class");
    ConfigFactory.invalidateCaches();
  }

  @Test
  void holdsWhatKeepsAClusterSafe() {
    Config config = with(Map.of());

    assertThat(config.getString("pekko.cluster.downing-provider-class"))
        .isEqualTo("org.apache.pekko.cluster.sbr.SplitBrainResolverProvider");
    assertThat(config.getBoolean("pekko.actor.allow-java-serialization")).isFalse();
    assertThat(config.getString("jdbc-journal.replay-filter.mode")).isEqualTo("fail");
    assertThat(config.getString("jdbc-journal.circuit-breaker.reset-timeout")).isEqualTo("3s");
    assertThat(config.getString("jdbc-snapshot-store.circuit-breaker.reset-timeout"))
        .isEqualTo("3s");
    assertThat(config.getString("pekko.cluster.sharding.passivation.strategy"))
        .isEqualTo("default-strategy");
    assertThat(config.getInt("pekko.persistence.typed.stash-capacity"))
        .isGreaterThan(config.getInt("troupe.entity.max-waiting"));
    assertThat(config.getStringList("pekko.cluster.sharding.healthcheck.names"))
        .containsExactly("account");
  }

  /** What a pod's terminationGracePeriodSeconds must be longer than. */
  @Test
  void thePhasesOfTheShutdownTakeNoLongerThanEightySeconds() {
    Config phases = with(Map.of()).getConfig("pekko.coordinated-shutdown.phases");

    assertThat(phases.root().keySet())
        .allSatisfy(phase -> assertThat(phases.hasPath(phase + ".timeout")).as(phase).isTrue());
    long seconds =
        phases.root().keySet().stream()
            .mapToLong(phase -> phases.getDuration(phase + ".timeout").toSeconds())
            .sum();
    assertThat(seconds).isLessThanOrEqualTo(80);
  }

  @Test
  void aDrainThatItsPhaseWouldCutOffIsRefused() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.drain", "15s")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("must be shorter than its phase of the shutdown, '15000' ms")
        .hasMessageContaining("was '15000' ms")
        .hasMessageContaining("TROUPE_DRAIN");
  }

  @Test
  void withoutContactPointsThePodsAreAskedFor() {
    Config config = with(Map.of("troupe.node.service-name", "shop"));

    assertThat(config.getString("pekko.discovery.troupe.method")).isEqualTo("kubernetes-api");
    assertThat(config.getString(CONTACTS + "service-name")).isEqualTo("shop");
    assertThat(config.getInt(CONTACTS + "required-contact-point-nr")).isEqualTo(2);
    assertThat(config.getString("pekko.discovery.kubernetes-api.api-token-path"))
        .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount/token");
  }

  @Test
  void aDiscoveryIsTakenByItsName() {
    assertThat(
            with(Map.of("troupe.node.discovery", "dns")).getString("pekko.discovery.troupe.method"))
        .isEqualTo("pekko-dns");
    assertThat(
            with(Map.of(
                    "troupe.node.discovery", "own",
                    "pekko.discovery.own.class", "com.example.Own"))
                .getString("pekko.discovery.troupe.method"))
        .isEqualTo("own");
  }

  @Test
  void aDiscoveryThatThereIsNotIsRefusedByItsName() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.discovery", "etcd")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("was 'etcd'")
        .hasMessageContaining("'config', 'dns', 'kubernetes-api'")
        .hasMessageContaining("TROUPE_DISCOVERY");
    assertThatThrownBy(() -> with(Map.of("troupe.node.discovery", "consul")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("org.apache.pekko:pekko-discovery-consul_2.13");
  }

  @Test
  void discoveryByConfigurationNeedsContactPoints() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.discovery", "config")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("troupe.node.contact-points is empty");
  }

  @Test
  void remotingWithoutTlsIsRefusedBeyondLoopback() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.bind-host", "0.0.0.0")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("troupe.node.bind-host is '0.0.0.0'")
        .hasMessageContaining("TROUPE_TLS_DIRECTORY");
  }

  @Test
  void aFormatOfTheLogThatIsNoneIsRefused() {
    assertThatThrownBy(() -> with(Map.of("troupe.log.format", "xml")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("troupe.log.format must be one of text, json, was 'xml'");
  }

  @Test
  void remotingWithTlsListensAnywhere() {
    Path tls = LocalCertificates.in(directory);

    Config config =
        with(
            Map.of(
                "troupe.node.bind-host", "0.0.0.0", "troupe.node.tls-directory", tls.toString()));

    assertThat(config.getString("pekko.remote.artery.transport")).isEqualTo("tls-tcp");
  }

  @Test
  void aTlsDirectoryThatLacksAFileIsRefusedByTheFilesName() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.tls-directory", directory.toString())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("ca.crt");
  }

  @Test
  void contactPointsBecomeADiscoveryOfTheirOwn() {
    Config config = with(Map.of("troupe.node.contact-points", "10.0.0.1:7626, 10.0.0.2:7627"));

    assertThat(config.getConfigList("pekko.discovery.config.services.troupe.endpoints"))
        .extracting(point -> point.getString("host") + " " + point.getInt("port"))
        .containsExactly("10.0.0.1 7626", "10.0.0.2 7627");
    assertThat(config.getString("pekko.discovery.troupe.method")).isEqualTo("config");
    assertThat(config.getInt(CONTACTS + "required-contact-point-nr")).isEqualTo(2);
  }

  @Test
  void contactPointsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> with(Map.of("troupe.node.contact-points", "somewhere")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("was 'somewhere'");
  }

  @Test
  void aSystemPropertyIsStrongerThanOurs() {
    assertThat(with(Map.of("pekko.loglevel", "WARNING")).getString("pekko.loglevel"))
        .isEqualTo("WARNING");
  }
}
