package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.sample.bank.BankApp;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A discovery of one's own, used by two JVMs. */
class FolderDiscoveryIT {
  @TempDir Path directory;

  @Test
  void nodesFindEachOtherAndOneThatEndsIsFoundNoMore() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("nodes"));
    // @start region="settings"
    Map<String, String> environment =
        Map.of(
            "TROUPE_DISCOVERY",
            "folder",
            "JAVA_TOOL_OPTIONS",
            "-Dpekko.discovery.folder.class=dev.troupe.docs.guide.FolderDiscovery"
                + " -Dpekko.discovery.folder.path="
                + folder);
    // @end
    try (EmbeddedPostgres server =
            EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
        TestCluster cluster =
            TestCluster.startOn(server.settings(), 2, BankApp.class, environment)) {
      assertThat(folder.toFile().list())
          .containsExactlyInAnyOrder(place(cluster.node(1)), place(cluster.node(2)));
      assertThat(cluster.node(2).stop()).isZero();
      assertThat(folder.toFile().list()).containsExactly(place(cluster.node(1)));
    }
  }

  private static String place(TestNode node) {
    URI url = node.managementUrl();
    return url.getHost() + ":" + url.getPort();
  }
}
