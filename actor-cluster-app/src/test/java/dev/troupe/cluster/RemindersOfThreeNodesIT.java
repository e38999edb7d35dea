package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reminders on several nodes, of which one dies as they fire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemindersOfThreeNodesIT {
  private static final int ONCE = 1500;
  private static final int TICKING = 30;
  private static final String HASTY = "-Dtroupe.reminders.lease=4s -Dtroupe.reminders.patience=2s";

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TestCluster cluster;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = EmbeddedPostgres.in(directory).port(0).start();
    database = server.settings();
    cluster = TestCluster.startOn(database, 3, BellApp.class, Map.of("JDK_JAVA_OPTIONS", HASTY));
  }

  @AfterAll
  void stop() {
    cluster.close();
    server.close();
  }

  private List<String> rings(String tenant) throws Exception {
    return Sql.column(database, Sql.RINGS).stream()
        .filter(each -> each.startsWith("bell|" + tenant + ":"))
        .toList();
  }

  private boolean ticked(int times) throws Exception {
    return Sql.column(
            database,
            "SELECT min(occurrence) >= %d FROM reminder WHERE tenant_id = 'ticking'"
                .formatted(times))
        .contains("t");
  }

  @Test
  void noneIsLostAndNoneFiresTwiceWhenANodeIsKilled() throws Exception {
    Sql.execute(
        database, Sql.insert("once", ONCE, "once"), Sql.insert("ticking", TICKING, "every PT1S"));
    BellNode.await("the first rings", () -> rings("once").size() > 50);
    cluster.node(2).kill();
    BellNode.await(
        "all that fire once",
        () ->
            Sql.column(database, "SELECT 1 FROM reminder WHERE tenant_id = 'once' LIMIT 1")
                .isEmpty());
    assertThat(rings("once")).hasSize(ONCE).allMatch(each -> each.endsWith(" 1"));

    String occurrence = "SELECT max(occurrence) FROM reminder WHERE tenant_id = 'ticking'";
    int before = Integer.parseInt(Sql.column(database, occurrence).getFirst());
    BellNode.await(
        "all that go on",
        () -> {
          // In one transaction or not at all: whenever one looks, both are the same.
          assertThat(Sql.column(database, Sql.OUT_OF_STEP)).isEmpty();
          return ticked(before + 2);
        });
    assertThat(rings("ticking")).hasSize(TICKING);
  }
}
