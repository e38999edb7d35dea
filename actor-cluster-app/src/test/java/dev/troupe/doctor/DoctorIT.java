package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rules;
import dev.troupe.doctor.rules.SchemaRules;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real database, as the migrations leave it and after somebody was at it. */
class DoctorIT {
  @TempDir private Path data = Path.of("");
  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeEach
  void start() {
    server = EmbeddedPostgres.in(data).start();
    settings = server.settings();
    Schema.migrate(settings);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> found() {
    return Rules.findings(Facts.NONE.withDatabase(StartCheck.look(settings))).stream()
        .map(Finding::rule)
        .map(rule -> rule.id())
        .toList();
  }

  private void asOwner(String sql) throws SQLException {
    DatabaseSettings owner = settings.asOwner();
    try (Connection connection =
            DriverManager.getConnection(owner.connectionUrl(), owner.user(), owner.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void nothingIsWrongWithWhatTheMigrationsMade() {
    Looked<DatabaseFacts> looked = StartCheck.look(settings);

    assertThat(looked.failure()).isEmpty();
    assertThat(Rules.findings(Facts.NONE.withDatabase(looked))).isEmpty();
    assertThat(looked.seen().orElseThrow().server().settings())
        .containsOnlyKeys(DatabaseFacts.SETTINGS);
    assertThat(looked.seen().orElseThrow().tables().indexes())
        .filteredOn(index -> !index.startsWith("flyway"))
        .containsExactlyInAnyOrderElementsOf(SchemaRules.INDEXES);
  }

  @Test
  void whatSomebodyRemovedIsMissed() throws SQLException {
    asOwner("DROP INDEX event_journal_feed");
    asOwner("ALTER TABLE snapshot DISABLE TRIGGER blocked_tenant");
    asOwner("DROP POLICY tenant_reads ON outbox");
    asOwner("ALTER TABLE reminder NO FORCE ROW LEVEL SECURITY");

    assertThat(found())
        .containsExactlyInAnyOrder(
            "index-missing", "trigger-missing", "policy-missing", "row-security-off");
  }

  @Test
  void whoOwnsTheTablesOrIsASuperuserIsNoRoleForNodes() {
    settings = settings.asOwner();

    assertThat(found()).contains("role-owns-tables");
  }

  @Test
  void tablesThatAreNotThereAreOneFinding() {
    settings = settings.withSchema("elsewhere");

    assertThat(found()).containsExactly("schema-version");
  }

  @Test
  void aDatabaseThatIsAwayIsAFinding() {
    server.stop(EmbeddedPostgres.StopMode.FAST);

    assertThat(found()).containsExactly("database-unreachable");
  }

  @Test
  void aStrictNodeDoesNotStartWithAnErrorAndAnotherDoes() throws SQLException {
    asOwner("DROP INDEX event_journal_feed");
    Config node = ExaminedSettings.of(Map.of("TROUPE_ENCRYPTION", "off")).config();

    assertThatThrownBy(() -> StartCheck.run(with("strict", node), settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index-missing (no valid index 'event_journal_feed')");
    assertThat(mayStart(with("warn", node))).isTrue();
    assertThat(mayStart(with("off", node))).isTrue();
    assertThatThrownBy(() -> StartCheck.run(with("sometimes", node), settings))
        .hasMessageContaining("was 'sometimes'");
  }

  private boolean mayStart(Config config) {
    StartCheck.run(config, settings);
    return true;
  }

  private static Config with(String mode, Config node) {
    return ConfigFactory.parseMap(Map.of("troupe.doctor.at-start", mode)).withFallback(node);
  }
}
