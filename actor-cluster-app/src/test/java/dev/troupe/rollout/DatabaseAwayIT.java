package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.EmbeddedPostgres.StopMode;
import dev.troupe.sample.bank.BankApp;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose database does not answer. */
class DatabaseAwayIT {
  @TempDir Path directory;

  @Test
  void itIsAliveAndNotReadyAndReadyAgainOnceTheDatabaseIsBack() {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
        TestCluster cluster =
            TestCluster.startOn(
                server.settings(),
                1,
                BankApp.class,
                Map.of("JAVA_TOOL_OPTIONS", "-Dtroupe.node.database-grace=2s"))) {
      TestNode node = cluster.node(1);
      server.stop(StopMode.IMMEDIATE);
      Waiting.until("the node is not ready", () -> Management.ready(node).status() == 500);
      assertThat(Management.ready(node).body()).contains("the database has not answered this node");
      assertThat(Management.alive(node).status()).isEqualTo(200);

      server.start();
      Waiting.until("the node is ready again", () -> Management.ready(node).status() == 200);
      assertThat(node.isAlive()).isTrue();
    }
  }
}
