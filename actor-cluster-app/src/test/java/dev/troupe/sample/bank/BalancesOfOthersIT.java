package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.reads.TenantHistory;
import dev.troupe.persistence.postgres.reads.TenantReads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fourth layer between tenants, row-level security, and the queries in front of it: each with
 * the other taken away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalancesOfOthersIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId EVIL = TenantId.of("evil");

  /** All tables that a reader may select from; a table that is new has to be here too. */
  private static final List<String> TABLES =
      List.of(
          "account_balances", "event_journal", "outbox", "reminder", "snapshot", "tenant_usage");

  private static final String ROWS =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
        event_ser_manifest, event_payload) VALUES ('account|acme:a', 1, 'w', 1, '', '');
      INSERT INTO snapshot VALUES ('account|acme:a', 1, 1, 1, '', '');
      INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload)
        VALUES ('account|acme:a', 0, 'account', 'r', 'm', '');
      INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)
        VALUES ('account|acme:a', 'n', 'once', 'skip', 'm', '', now());
      INSERT INTO tenant_usage VALUES ('acme', 1, 1, 1);
      INSERT INTO account_balances VALUES ('acme', 'a', 60, 1);
      """;

  private EmbeddedPostgres server;
  private DatabaseSettings superuser;
  private ActorSystem<Void> system;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    DatabaseSettings settings = server.settings();
    Schema.migrate(settings);
    Schema.migrate(settings, "bank", "dev/troupe/sample/bank/migrations");
    superuser =
        DatabaseSettings.of(
            server.jdbcUrl(),
            "postgres",
            Files.readString(directory.resolve("superuser.password")).strip());
    asSuperuser(ROWS);
    Config config = settings.toConfig().withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.<Void>empty(), "balances", config);
  }

  @AfterAll
  void stop() {
    ActorTestKit.shutdown(system);
    server.close();
  }

  private void asSuperuser(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                superuser.connectionUrl(), superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private <T> T read(TenantReads.Query<T> query) {
    return TenantReads.on(system).read(EVIL, query).toCompletableFuture().join();
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }

  /** The tables from which a query that says of no tenant gets one of acme's rows. */
  private List<String> crossingsOfQueriesThatForget() {
    return TABLES.stream()
        .filter(table ->
            !read(connection -> column(connection, "SELECT tenant_id FROM " + table)).isEmpty())
        .toList();
  }

  /** What there is of acme in what the platform and the bank themselves ask on behalf of evil. */
  private List<String> crossingsOfOurQueries() {
    List<String> found = new ArrayList<>();
    read(connection -> AccountBalances.page(connection, EVIL, "", 10))
        .accounts()
        .forEach(row -> found.add("balance of " + row.account()));
    TenantHistory histories = new TenantHistory(system);
    if (histories.end(EVIL).toCompletableFuture().join() != 0) {
      found.add("history");
    }
    return found;
  }

  private void withoutPolicies(Runnable then) throws SQLException {
    for (String table : TABLES) {
      asSuperuser("ALTER TABLE %s DISABLE ROW LEVEL SECURITY".formatted(table));
    }
    try {
      then.run();
    } finally {
      for (String table : TABLES) {
        asSuperuser("ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(table));
      }
    }
  }

  @Test
  void theseAreAllTablesThatAReaderReads() {
    List<String> readable =
        read(connection ->
            column(
                connection,
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                    + " AND relnamespace = current_schema()::regnamespace"
                    + " AND has_table_privilege(oid, 'SELECT') ORDER BY relname"));
    assertThat(readable).containsExactlyElementsOf(TABLES);
  }

  @Test
  void aQueryThatForgetsTheTenantIsStoppedByThePolicies() {
    assertThat(crossingsOfQueriesThatForget()).isEmpty();
    assertThat(crossingsOfOurQueries()).isEmpty();
  }

  @Test
  void aQueryThatTakesOneTenantForAnotherIsStoppedByThePolicies() {
    assertThat(read(connection -> AccountBalances.page(connection, ACME, "", 10)).accounts())
        .isEmpty();
  }

  @Test
  void withoutThePoliciesOurQueriesFindNothingOfAnotherTenant() throws Exception {
    withoutPolicies(() -> assertThat(crossingsOfOurQueries()).isEmpty());
  }

  /** So that the others show something. */
  @Test
  void withoutPoliciesAndWithoutTheTenantAQueryCrosses() throws Exception {
    withoutPolicies(() -> {
      assertThat(crossingsOfQueriesThatForget()).containsExactlyElementsOf(TABLES);
      assertThat(read(connection -> AccountBalances.page(connection, ACME, "", 10)).accounts())
          .containsExactly(new AccountBalances.Row("a", 60));
    });
  }
}
