package dev.troupe.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.Declarations;
import dev.troupe.app.StartFailure;
import dev.troupe.app.internal.Features;
import dev.troupe.app.internal.NodeStart;
import dev.troupe.cluster.Evolution;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.tenants.keys.KeyFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version has stored something, and another is to be ready. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvolutionGateIT {
  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private String keys;

  @BeforeAll
  void write(@TempDir Path directory) {
    Path keyFile = directory.resolve("keys.json");
    KeyFile.openOrCreate(keyFile);
    keys = "troupe.encryption.file = \"%s\"\n".formatted(keyFile);
    server =
        EmbeddedPostgres.in(directory.resolve("postgres"))
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    database = written("gate");
  }

  private DatabaseSettings written(String schema) {
    DatabaseSettings settings = server.settings().withSchema(schema).withPoolSize(4);
    Schema.migrate(settings);
    try (VersionNode first = node(settings, Change.NONE, "")) {
      for (String tenant : List.of("acme", "globex", "initech")) {
        for (int i = 0; i < 4; i++) {
          first.write(tenant, "i-" + i, i);
        }
      }
    }
    return settings;
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private VersionNode node(DatabaseSettings settings, Change change, String more) {
    return new VersionNode(settings, change.types(), more + "\n" + keys);
  }

  private static void execute(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                settings.connectionUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void whatHarmsStopsReadinessWithTheReasonAndNothingElseDoes(Change change) {
    try (VersionNode node = node(database, change, "")) {
      Evolution evolution = node.start();
      String said = node.saidByTheCheck();
      if (change.isHarmless()) {
        assertThat(said).isEmpty();
        assertThat(evolution.isPassed()).isTrue();
        assertThat(evolution.stops()).isZero();
        assertThat(evolution.report().orElseThrow().streams()).isEqualTo(12);
        assertThat(evolution.report().orElseThrow().findings()).isEmpty();
      } else {
        assertThat(said).contains(change.reason()).doesNotContain("acme", "globex", "initech");
        assertThat(evolution.isPassed()).isFalse();
        assertThat(evolution.stops()).isPositive();
      }
    }
  }

  /** A journal that is older than its catalogue has no shapes, and is read all the same. */
  @ParameterizedTest
  @EnumSource(
      value = Change.class,
      mode = EnumSource.Mode.MATCH_NONE,
      // What fits all that is stored, although it does not fit all that could be.
      names = "NARROWED|RENAMED_OPTIONAL_FIELD|DROPPED_FIELD|CONSTANT_REMOVED|LIST_MADE_SET")
  void withoutShapesWhatIsReplayedTells(Change change) throws Exception {
    DatabaseSettings old = server.settings().withSchema("gate_old").withPoolSize(4);
    if (!isThere(old)) {
      written("gate_old");
      execute(old.asOwner(), "DELETE FROM event_catalogue");
      execute(
          old, "UPDATE event_catalogue_fill SET until = (SELECT max(ordering) FROM event_journal)");
    }
    try (VersionNode node = node(old, change, "")) {
      node.start();
      assertThat(node.saidByTheCheck().isEmpty()).isEqualTo(change.isHarmless());
    }
  }

  private static boolean isThere(DatabaseSettings settings) {
    return isSo(settings, "SELECT FROM event_journal LIMIT 1");
  }

  private static boolean isSo(DatabaseSettings settings, String sqlThatFailsOtherwise) {
    try {
      execute(settings, sqlThatFailsOtherwise);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** The tables are of the version before, as far as what ran says; to migrate them would fail. */
  @Test
  void whereTheTablesAreAboutToBeMigratedNamesAreLookedAtBefore() throws Exception {
    DatabaseSettings older = written("gate_older");
    Config config = config("");
    Evolution.requireFitBeforeMigration(older, Change.NARROWED.types(), config);
    execute(older.asOwner(), "DELETE FROM flyway_schema_history WHERE version = '12'");

    assertThatThrownBy(
            () -> Evolution.requireFitBeforeMigration(older, Change.NARROWED.types(), config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("invoice/issued#1: 'cents' was long and is int")
        .hasMessageContaining("the tables are not migrated");
    Declarations narrowed = Features.of(new NarrowedApp()).declare();
    assertThatThrownBy(() -> NodeStart.start(older, narrowed))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("the tables are not migrated");
    Evolution.requireFitBeforeMigration(older, Change.NONE.types(), config);
    for (String lenient :
        List.of(
            "troupe.evolution.gate = off",
            "troupe.evolution.gate = warn",
            "troupe.evolution.accepted = \"invoice/issued#1\"")) {
      assertThatNoException()
          .as(lenient)
          .isThrownBy(() ->
              Evolution.requireFitBeforeMigration(older, Change.NARROWED.types(), config(lenient)));
    }
  }

  private static Config config(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }

  @Test
  void looksAgainUntilWhatStoppedItIsGone() throws Exception {
    DatabaseSettings other = written("gate_again");
    execute(
        other,
        "INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)"
            + " VALUES ('invoice|acme:i-1', 'n', 'once', 'skip', 'command:invoice/old', '', 'infinity')");
    execute(
        other,
        "INSERT INTO event_catalogue (store, serializer, manifest, digest, shape)"
            + " VALUES ('reminder', 4204201, 'command:invoice/old', '', '')");
    try (VersionNode node = node(other, Change.NONE, "")) {
      Evolution evolution = node.start();
      assertThat(node.saidByTheCheck())
          .contains("command:invoice/old: no command of 'invoice' is called 'old'");
      execute(other, "DELETE FROM reminder");
      VersionNode.await("readiness", evolution::isPassed);
      assertThat(node.saidByTheCheck()).isEmpty();
    }
  }

  /** So that whoever starts next has little to look through. */
  @Test
  void aNodeThatServesTakesTheCatalogueToTheEndOfTheJournal() throws Exception {
    DatabaseSettings growing = written("gate_growing");
    try (VersionNode node =
        node(growing, Change.NONE, "troupe.evolution.keep-up-interval = 20ms")) {
      Evolution evolution = node.start();
      assertThat(node.saidByTheCheck()).isEmpty();
      // As a node stores it that knows no catalogue.
      execute(
          growing,
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
              + " event_ser_manifest, event_payload)"
              + " VALUES ('invoice|acme:new', 1, 'w', 4204201, 'invoice/unheard#1', '')");
      VersionNode.await(
          "the name of it, and all of the journal seen",
          () ->
              isSo(
                  growing,
                  "SELECT 1 / count(*) FROM event_catalogue, event_catalogue_fill"
                      + " WHERE manifest = 'invoice/unheard#1'"
                      + " AND seen = (SELECT max(ordering) FROM event_journal)"));
      assertThat(evolution.isPassed()).isTrue();
    }
  }

  @Test
  void whatIsAcceptedAndWhatIsOnlyToBeSaidStopNothing() {
    for (String settings :
        List.of(
            "troupe.evolution.gate = off",
            "troupe.evolution.gate = warn",
            "troupe.evolution.accepted = \"invoice/issued#1\"")) {
      try (VersionNode node = node(database, Change.NARROWED, settings)) {
        node.start();
        assertThat(node.saidByTheCheck()).as(settings).isEmpty();
      }
    }
    try (VersionNode node =
        node(database, Change.NARROWED, "troupe.evolution.accepted = \"invoice/closed#1\"")) {
      node.start();
      assertThat(node.saidByTheCheck()).contains("'cents' was long and is int");
    }
  }

  @Test
  void whatCanNotBeOpenedIsSaidAndStopsNothing() {
    try (VersionNode node =
        new VersionNode(database, Change.NONE.types(), "troupe.encryption.enabled = off")) {
      Evolution evolution = node.start();
      assertThat(node.saidByTheCheck()).isEmpty();
      assertThat(evolution.report().orElseThrow())
          .satisfies(report -> {
            assertThat(report.streams()).isZero();
            assertThat(report.unread()).isEqualTo(12);
            assertThat(report.findings())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.reason()).contains("can't be opened"));
          });
    }
  }
}
