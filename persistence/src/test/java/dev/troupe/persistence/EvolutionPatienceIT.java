package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A build is held against a journal that does not answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvolutionPatienceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private DatabaseSettings written(String schema) {
    DatabaseSettings database = server.settings().withSchema(schema).withPoolSize(4);
    Schema.migrate(database);
    try (PostgresNode node = new PostgresNode(database, "")) {
      node.wallet("acme", "a").ask(new Wallet.Deposit(1));
      node.wallet("acme", "b").ask(new Wallet.Deposit(2));
    }
    return database;
  }

  private static DatabaseSettings withUrl(DatabaseSettings database, String url) {
    return new DatabaseSettings(
        url,
        database.user(),
        database.password(),
        database.schema(),
        database.poolSize(),
        database.readerRole(),
        database.owner());
  }

  private static EvolutionReport check(DatabaseSettings database, Consumer<String> progress)
      throws SQLException {
    EvolutionSettings settings =
        new EvolutionSettings(
            Gate.ENFORCE,
            5,
            100,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Set.of());
    try (EvolutionCheck check =
        EvolutionCheck.open(
            database,
            BuildTypes.of(MessageTypes.of(Wallet.TYPE), other -> false),
            PayloadCiphers.of(PayloadCipher.NONE),
            settings)) {
      return check.run(progress);
    }
  }

  @Test
  @Timeout(60) // It would wait for ever.
  void aNetworkThatFallsSilentIsNotWaitedForForEver() throws Exception {
    DatabaseSettings database = written("silent");
    Matcher address = Pattern.compile(":(\\d+)/([^?]*)").matcher(database.url());
    assertThat(address.find()).isTrue();
    try (SilentProxy proxy = new SilentProxy(Integer.parseInt(address.group(1)))) {
      DatabaseSettings through =
          withUrl(
              database,
              "jdbc:postgresql://localhost:%d/%s?socketTimeout=1"
                  .formatted(proxy.port(), address.group(2)));
      assertThat(check(through, sentence -> {}).streams()).isEqualTo(2);
      assertThatThrownBy(() -> check(through, sentence -> proxy.fallSilent()))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aPieceOfTheJournalMayTakeLongerThanAllElse() throws Exception {
    DatabaseSettings database = written("slow");
    DatabaseSettings hasty =
        withUrl(
            database,
            database.url().replaceFirst("\\?.*", "")
                + "?socketTimeout=2&options=-c%20statement_timeout=2s");
    try (Connection other = Databases.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM event_catalogue_fill FOR UPDATE");
      CompletableFuture<EvolutionReport> report = new CompletableFuture<>();
      report.completeAsync(() -> {
        try {
          return check(hasty, sentence -> {});
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      });
      await(() ->
          report.isDone()
              || Databases.query(
                      database,
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                          + " AND clock_timestamp() - query_start > interval '3 seconds'")
                  .equals(List.of("1")));
      other.commit();
      assertThat(report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).streams()).isEqualTo(2);
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("it did not come true within " + PATIENCE);
      }
    }
  }
}
