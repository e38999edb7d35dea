package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaIT {

  private static final String INSERT =
      "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
          + " event_ser_manifest, event_payload) VALUES ('%s', %d, 'w', 1, '', '')";

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    settings = server.settings().withSchema("schema_" + ++tests);
  }

  @Test
  void isMadeOnceAndLeftAloneAfter() throws Exception {
    assertThatThrownBy(() -> Schema.verify(settings))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining("the tables have version '0', expected '" + Schema.version() + "'");
    Schema.migrate(settings);
    Databases.execute(settings, INSERT.formatted("account|acme:a-1", 1));
    Schema.migrate(settings);
    Schema.verify(settings);
    assertThat(Databases.query(settings, "SELECT persistence_id FROM event_journal"))
        .containsExactly("account|acme:a-1");
    assertThat(history()).endsWith(version()).doesNotHaveDuplicates();
  }

  @Test
  void isMadeByOneWhenFourNodesStartOnAnEmptyDatabase() throws Exception {
    for (int round = 0; round < 5; round++) {
      settings = settings.withSchema("four_nodes_" + round);
      CyclicBarrier together = new CyclicBarrier(4);
      List<Future<?>> nodes = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        for (int i = 0; i < 4; i++) {
          nodes.add(
              threads.submit(() -> {
                together.await();
                Schema.migrate(settings);
                return settings;
              }));
        }
      }
      for (Future<?> node : nodes) {
        assertThat(node.get()).isEqualTo(settings);
      }
      assertThat(history()).endsWith(version()).doesNotHaveDuplicates();
    }
  }

  @Test
  void isNotPendingForWhoeverAsksWhileAnotherMakesIt() throws Exception {
    for (int round = 0; round < 5; round++) {
      settings = settings.withSchema("asked_meanwhile_" + round);
      List<Future<Boolean>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        Future<?> made = threads.submit(() -> Schema.migrate(settings));
        while (!made.isDone()) {
          List<Future<Boolean>> asked =
              threads.invokeAll(Collections.nCopies(3, () -> Schema.isMigrationPending(settings)));
          answers.addAll(asked);
        }
        made.get();
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isFalse();
      }
    }
  }

  @Test
  void refusesTablesThatANewerBuildMade() throws Exception {
    Schema.migrate(settings);
    Databases.execute(
        settings.asOwner(),
        "INSERT INTO flyway_schema_history SELECT 99, '999', 'later', 'SQL', 'V999__later.sql', 1,"
            + " installed_by, installed_on, 1, true FROM flyway_schema_history LIMIT 1");
    assertRefused(
        "have version '999', which this build does not know, expected at most '%s'"
            .formatted(version()));
  }

  @Test
  void refusesTablesThatAnEditedMigrationMade() throws Exception {
    Schema.migrate(settings);
    Databases.execute(
        settings.asOwner(),
        "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
    assertRefused("another text of the migrations 'V1__journal.sql'");
  }

  @Test
  void finishesWhatAnOlderBuildBegan() throws Exception {
    Schema.migrate(settings);
    List<String> versions = history();
    String before = versions.get(versions.size() - 2);
    Databases.execute(
        settings.asOwner(),
        "DELETE FROM flyway_schema_history WHERE version = '%s'".formatted(version()),
        "DROP TABLE cluster_register, cluster_leader",
        "DELETE FROM erasure_kept WHERE relation LIKE 'cluster_%'");
    assertThatThrownBy(() -> Schema.verify(settings))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining(
            "the tables have version '%s', expected '%s'".formatted(before, version()));
    Schema.migrate(settings);
    Schema.verify(settings);
  }

  @Test
  void isUsedThroughConnectionsWhoseStatementsHaveALimit() throws Exception {
    assertThat(Databases.query(settings, "SHOW statement_timeout")).containsExactly("15s");
    assertThat(Databases.query(settings, "SHOW idle_in_transaction_session_timeout"))
        .containsExactly("30s");
  }

  @Test
  void saysWhichDatabaseDidNotAnswer() {
    DatabaseSettings nobody =
        DatabaseSettings.of(
            "jdbc:postgresql://127.0.0.1:1/troupe?sslpassword=x", "troupe", "s3cret");
    assertThatThrownBy(() -> Schema.verify(nobody))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("'jdbc:postgresql://127.0.0.1:1/troupe'")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void knowsTheTenantOfEveryPersistenceId() throws Exception {
    Schema.migrate(settings);
    Map<String, String> tenants = new LinkedHashMap<>();
    tenants.put("account|acme:a-1", "acme");
    tenants.put("account|acme:a:1", "acme");
    tenants.put("Account|acme:a|1", "acme");
    tenants.put("account|acme:", "acme");
    tenants.put("a|" + "t".repeat(63) + ":x", "t".repeat(63));
    tenants.put("a|" + "t".repeat(64) + ":x", "");
    tenants.put("x".repeat(240) + "|acme:a-1", "acme");
    tenants.put("x".repeat(255), "");
    tenants.put("|acme:a-1", "");
    tenants.put("account|:a-1", "");
    tenants.put("account|acme", "");
    tenants.put("acme:a-1", "");
    tenants.put("tenant:x|acme", "");
    tenants.put("a|b|acme:1", "");
    tenants.put("|", "");
    tenants.put("", "");
    tenants.put("größe|münchen:ß", "münchen");
    for (Map.Entry<String, String> expected : tenants.entrySet()) {
      Databases.execute(
          settings,
          INSERT.formatted(expected.getKey(), 1),
          "INSERT INTO snapshot VALUES ('%s', 1, 1, 1, '', '')".formatted(expected.getKey()));
    }
    for (String table : List.of("event_journal", "snapshot")) {
      for (Map.Entry<String, String> expected : tenants.entrySet()) {
        assertThat(
                Databases.query(
                    settings,
                    "SELECT tenant_id FROM %s WHERE persistence_id = '%s'"
                        .formatted(table, expected.getKey())))
            .as(expected.getKey())
            .containsExactly(expected.getValue());
      }
    }
  }

  @Test
  void givesEveryTransactionAGreaterPositionAndOneToAllOfItsRows() throws Exception {
    Schema.migrate(settings);
    Databases.execute(settings, INSERT.formatted("a|t:1", 1), INSERT.formatted("a|t:1", 2));
    String both = INSERT.formatted("a|t:1", 3) + ", ('a|t:1', 4, 'w', 1, '', '')";
    Databases.execute(settings, both);
    List<Long> transactions = new ArrayList<>();
    for (String id :
        Databases.query(settings, "SELECT transaction_id FROM event_journal ORDER BY ordering")) {
      transactions.add(Long.parseLong(id));
    }
    assertThat(transactions).hasSize(4).isSorted();
    assertThat(transactions.get(1)).isGreaterThan(transactions.get(0));
    assertThat(transactions.get(2))
        .isGreaterThan(transactions.get(1))
        .isEqualTo(transactions.get(3));
  }

  @Test
  void givesAReasonForEveryTableAndIndex() throws Exception {
    Schema.migrate(settings);
    assertThat(
            Databases.query(
                settings,
                "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                    + " AND relkind IN ('r', 'i') AND relname NOT LIKE 'flyway%'"
                    + " AND obj_description(oid, 'pg_class') IS NULL"))
        .isEmpty();
    assertThat(
            Databases.query(
                settings, "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"))
        .contains("event_journal_feed", "projection_offset_pkey");
  }

  private static String version() {
    return Integer.toString(Schema.version());
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> Schema.verify(settings))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> Schema.migrate(settings))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining(reason);
  }

  private List<String> history() throws SQLException {
    return Databases.query(
        settings,
        "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL"
            + " ORDER BY installed_rank");
  }
}
