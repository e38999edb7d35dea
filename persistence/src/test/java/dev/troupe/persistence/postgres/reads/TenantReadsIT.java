package dev.troupe.persistence.postgres.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a query forgets, it sees one tenant or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantReadsIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final List<String> TABLES =
      List.of("event_journal", "snapshot", "outbox", "reminder", "view");

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private ActorTestKit kit;

  @BeforeAll
  void start(@TempDir Path directory) throws SQLException {
    server = Databases.in(directory).start();
    settings = server.settings().withSchema("guarded");
    Schema.migrate(settings);
    Schema.migrate(settings, "view", "reads/view");
    for (String tenant : List.of("acme", "globex")) {
      for (int i = 1; i <= 3; i++) {
        write("account|%s:a-%d".formatted(tenant, i));
      }
      Databases.execute(
          settings,
          "BEGIN; SELECT set_config('troupe.projection', 'view', true);"
              + " INSERT INTO view VALUES ('%1$s', 1), ('%1$s', 2), ('%1$s', 3); COMMIT"
                  .formatted(tenant));
    }
    // A stream of the platform, which has no tenant.
    write("platform");
    kit = ActorTestKit.create("reads", config(settings));
  }

  private void write(String id) throws SQLException {
    Databases.execute(
        settings,
        "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
            + " event_ser_manifest, event_payload) VALUES ('%s', 1, 'w', 1, '', '')".formatted(id),
        "INSERT INTO snapshot VALUES ('%s', 1, 1, 1, '', '')".formatted(id),
        "INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload)"
            + " VALUES ('%s', 0, 'account', 'r', 'm', '')".formatted(id),
        "INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)"
            + " VALUES ('%s', 'n', 'once', 'skip', 'm', '', now())".formatted(id));
  }

  private static Config config(DatabaseSettings settings) {
    return settings
        .toConfig()
        .withFallback(ConfigFactory.parseString("troupe.reads.pool-size = 1"))
        .withFallback(ConfigFactory.load());
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
    server.close();
  }

  private <T> T read(TenantReads.Query<T> query) {
    return TenantReads.on(kit.system()).read(ACME, query).toCompletableFuture().join();
  }

  private List<String> rows(String sql) {
    return read(connection -> column(connection, sql));
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

  @Test
  void aQueryThatForgetsTheTenantSeesItsRowsAndNoOthers() {
    for (String table : TABLES) {
      assertThat(rows("SELECT tenant_id FROM " + table))
          .as(table)
          .containsExactly("acme", "acme", "acme");
    }
  }

  @Test
  void aReaderWithoutATenantSeesNothingNorWhatHasNoTenant() throws SQLException {
    try (Connection connection = Databases.connect(settings);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String before : List.of("", "acme")) {
        if (!before.isEmpty()) {
          statement.execute("SELECT set_config('troupe.tenant', '%s', true)".formatted(before));
          connection.commit();
        }
        statement.execute("SET LOCAL ROLE troupe_reader");
        for (String table : TABLES) {
          assertThat(column(connection, "SELECT tenant_id FROM " + table)).as(table).isEmpty();
        }
        connection.rollback();
      }
    }
  }

  @Test
  void nothingOfAReadIsLeftInThePool() {
    String who =
        "SELECT current_user || ' ' || coalesce(nullif(current_setting('troupe.tenant', true), ''), '-')"
            + " || ' ' || current_setting('transaction_read_only')";
    assertThat(rows(who)).containsExactly("troupe_reader acme on");
    var pool = dev.troupe.persistence.postgres.internal.ConnectionPool.of(settings, "one", 1);
    try (pool) {
      for (int i = 0; i < 2; i++) {
        try (Connection connection = pool.connect()) {
          assertThat(column(connection, who)).containsExactly("troupe - off");
          connection.setReadOnly(true);
          connection.setAutoCommit(false);
          column(
              connection,
              "SELECT set_config('troupe.tenant', 'acme', true), set_config('role', 'troupe_reader', true)");
          assertThat(column(connection, who)).containsExactly("troupe_reader acme on");
          if (i == 0) {
            connection.commit();
          } // Else it is closed in the midst of it, as by an exception.
        }
      }
      try (Connection connection = pool.connect()) {
        assertThat(column(connection, who)).containsExactly("troupe - off");
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAQuerySetForItsSessionIsGoneBeforeTheNextOne() {
    String settings =
        "SELECT concat_ws(' ', current_setting('search_path'), current_setting('enable_sort'),"
            + " current_setting('statement_timeout'), current_setting('application_name'),"
            + " coalesce(current_setting('troupe.projection', true), ''), pg_backend_pid())";
    List<String> before = rows(settings);
    assertThat(before.getFirst()).startsWith("guarded on 5s troupe ");
    read(connection -> {
      for (String left :
          List.of(
              "SET search_path = pg_catalog",
              "SET enable_sort = off",
              "SET statement_timeout = 0",
              "SELECT set_config('troupe.tenant', 'globex', false)",
              "SELECT set_config('troupe.projection', 'view', false)",
              "SET ROLE troupe")) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(left);
        }
      }
      return "";
    });
    assertThat(rows(settings)).as("on the same connection").isEqualTo(before);
    assertThat(rows("SELECT session_user || ' ' || current_user"))
        .containsExactly("troupe troupe_reader");
    assertThat(rows("SELECT DISTINCT tenant_id FROM event_journal")).containsExactly("acme");
  }

  @Test
  void aQueryCantWriteNorLeaveItsTransaction() {
    assertFails(
        "cannot execute INSERT in a read-only transaction", "INSERT INTO view VALUES ('acme', 9)");
    assertFails("permission denied", "SELECT * FROM projection_offset");
    assertThatThrownBy(() ->
            read(connection -> {
              connection.commit();
              return "";
            }))
        .hasMessageContaining("tenant read: 'commit' was called");
  }

  private void assertFails(String reason, String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("(?s).*(" + reason + ").*");
  }

  @Test
  void theJournalsRoleWritesAndReadsAllOfTheJournalAndNothingOfAForcedTable() throws SQLException {
    assertThat(Databases.query(settings, "SELECT DISTINCT tenant_id FROM event_journal ORDER BY 1"))
        .containsExactly("", "acme", "globex");
    assertThat(Databases.query(settings, "SELECT tenant_id FROM view")).isEmpty();
    assertThatThrownBy(() -> Databases.execute(settings, "INSERT INTO view VALUES ('acme', 9)"))
        .hasMessageContaining("row-level security");
  }

  @Test
  void aRoleThatIsNotThereIsNamed() {
    Config missing = config(settings.withReaderRole("nobody_here"));
    ActorTestKit other = ActorTestKit.create("missing", missing);
    try {
      CompletionStage<String> found = TenantReads.on(other.system()).read(ACME, connection -> "");
      assertThatThrownBy(() -> found.toCompletableFuture().join())
          .cause()
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("'nobody_here'");
    } finally {
      other.shutdownTestKit();
    }
  }

  @Test
  void whatHasNoRoomToWaitIsRefusedAndNeverRunsOnTheCallersThread() throws Exception {
    Config small =
        ConfigFactory.parseString("troupe.reads.max-waiting = 2").withFallback(config(settings));
    ActorTestKit other = ActorTestKit.create("small", small);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Set<Thread> ranOn = ConcurrentHashMap.newKeySet();
    TenantReads.Query<Integer> query =
        connection -> {
          ranOn.add(Thread.currentThread());
          begun.countDown();
          return await(goOn) ? 1 : 0;
        };
    try {
      TenantReads reads = TenantReads.on(other.system());
      List<CompletionStage<Integer>> taken = new ArrayList<>();
      taken.add(reads.read(ACME, query));
      assertThat(begun.await(60, TimeUnit.SECONDS)).as("the first runs").isTrue();
      taken.add(reads.read(ACME, query));
      taken.add(reads.read(ACME, query));
      CompletableFuture<CompletionStage<Integer>> fourth = new CompletableFuture<>();
      Thread caller = Thread.ofPlatform().start(() -> fourth.complete(reads.read(ACME, query)));
      assertThatThrownBy(() ->
              fourth.get(60, TimeUnit.SECONDS).toCompletableFuture().get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("troupe.reads.max-waiting");

      goOn.countDown();
      for (CompletionStage<Integer> each : taken) {
        assertThat(each.toCompletableFuture().get(60, TimeUnit.SECONDS)).isEqualTo(1);
      }
      assertThat(ranOn).hasSize(1).doesNotContain(caller);
    } finally {
      goOn.countDown();
      other.shutdownTestKit();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
