package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who owns the tables, as whom nodes work, and how it comes to that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {
  private static final String INSERT =
      "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
          + " event_ser_manifest, event_payload) VALUES ('t|%s:a', 1, 'w', 1, '', '')";

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private DatabaseSettings superuser;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = Databases.in(directory).start();
    superuser =
        DatabaseSettings.of(
            server.jdbcUrl(),
            "postgres",
            Files.readString(directory.resolve("superuser.password")).strip());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    settings = server.settings().withSchema("roles_" + ++tests);
    superuser = superuser.withSchema(settings.schema());
  }

  /** As nodes that were not told the owner's password. */
  private DatabaseSettings userAlone() {
    return new DatabaseSettings(
        settings.url(), settings.user(), settings.password(), settings.schema(), 10);
  }

  private void migrate(DatabaseSettings as) {
    Schema.migrate(as);
    Schema.migrate(as, "view", "reads/view");
  }

  private static List<String> warnings(Runnable start) {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.troupe.persistence.postgres.Schema");
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      start.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list.stream()
        .filter(each -> each.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static void assertDenied(DatabaseSettings as, String sql) {
    assertThatThrownBy(() -> Databases.execute(as, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo("42501"));
  }

  @Test
  void aNodeThatKnowsNoOwnerStartsOnTablesThatAreThereAlready() throws Exception {
    assertThat(warnings(() -> migrate(settings))).isEmpty();
    Schema.verify(settings);
    assertThat(warnings(() -> migrate(userAlone()))).isEmpty();
    Schema.verify(userAlone());
    Databases.execute(userAlone(), INSERT.formatted("acme"));
    assertDenied(userAlone(), "DELETE FROM event_journal");
  }

  @Test
  void aUserThatOwnsTheTablesWorksAsBeforeAndIsWarnedOf() throws Exception {
    DatabaseSettings one = settings.asOwner();
    assertThat(warnings(() -> migrate(one)))
        .anyMatch(warning ->
            warning.startsWith("database role 'troupe_owner': owns the tables,")
                && warning.contains("TROUPE_DATABASE_OWNER_USER"));
    Databases.execute(one, INSERT.formatted("acme"), INSERT.formatted("globex"));
    assertThat(Databases.query(one, "UPDATE event_journal SET deleted = false RETURNING tenant_id"))
        .containsExactlyInAnyOrder("acme", "globex");
    Databases.execute(one, "DELETE FROM event_journal WHERE tenant_id = 'acme'");
    assertThat(Databases.query(one, "SELECT tenant_id FROM event_journal"))
        .containsExactly("globex");
  }

  @Test
  void oneRoleBecomesTwo() throws Exception {
    Databases.execute(
        superuser, "CREATE SCHEMA %s AUTHORIZATION troupe".formatted(settings.schema()));
    migrate(userAlone());
    Databases.execute(userAlone(), INSERT.formatted("acme"));
    Databases.execute(superuser, "REASSIGN OWNED BY troupe TO troupe_owner");
    assertThat(warnings(() -> migrate(settings))).isEmpty();
    for (DatabaseSettings each : List.of(settings, settings.asOwner())) {
      assertThat(Databases.query(each, "SELECT tenant_id FROM event_journal"))
          .containsExactly("acme");
      Databases.execute(
          each,
          "BEGIN; SET LOCAL troupe.projection = 'view'; INSERT INTO view VALUES ('acme', 1);"
              + " ROLLBACK");
    }
    assertDenied(settings, "DELETE FROM event_journal");
    assertDenied(settings, "CREATE TABLE mine (n integer)");
  }

  @Test
  void anEmbeddedServerOfAnEarlierBuildBecomesOneWithTwoRoles(@TempDir Path directory)
      throws Exception {
    try (EmbeddedPostgres before = Databases.in(directory).start()) {
      DatabaseSettings root =
          DatabaseSettings.of(
              before.jdbcUrl(),
              "postgres",
              Files.readString(directory.resolve("superuser.password")).strip());
      Databases.execute(root, "REASSIGN OWNED BY troupe_owner TO troupe", "DROP ROLE troupe_owner");
      DatabaseSettings one =
          DatabaseSettings.of(before.jdbcUrl(), before.user(), before.password());
      migrate(one);
      Databases.execute(one, INSERT.formatted("acme"));
      Files.delete(before.ownerPasswordFile());
    }
    try (EmbeddedPostgres after = Databases.in(directory).start()) {
      assertThat(warnings(() -> migrate(after.settings()))).isEmpty();
      for (DatabaseSettings each : List.of(after.settings(), after.settings().asOwner())) {
        assertThat(Databases.query(each, "SELECT tenant_id FROM event_journal"))
            .containsExactly("acme");
      }
      assertDenied(after.settings(), "DELETE FROM event_journal");
    }
  }

  @Test
  void whatTheUserWasGrantedBeyondIsTakenAwayAtTheNextStart() throws Exception {
    migrate(settings);
    Databases.execute(
        settings.asOwner(),
        "GRANT ALL ON ALL TABLES IN SCHEMA %s TO troupe".formatted(settings.schema()),
        "GRANT ALL ON SCHEMA %s TO troupe".formatted(settings.schema()),
        "ALTER TABLE view NO FORCE ROW LEVEL SECURITY");
    Databases.execute(settings, INSERT.formatted("acme"), "UPDATE event_journal SET writer = 'x'");
    migrate(settings);
    assertDenied(settings, "UPDATE event_journal SET writer = 'y'");
    assertDenied(settings, "TRUNCATE outbox");
    assertDenied(settings, "INSERT INTO blocked_tenant VALUES ('acme')");
    assertDenied(settings, "CREATE TABLE mine (n integer)");
    assertThat(
            Databases.query(
                settings,
                "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                    + " AND relrowsecurity AND NOT relforcerowsecurity"))
        .isEmpty();
    Databases.execute(
        settings,
        "INSERT INTO reminder (persistence_id, name, schedule, catch_up,"
            + " manifest, payload, due) VALUES ('t|acme:a', 'n', 'once', 'skip', 'm', '', now())");
  }

  @Test
  void aFeaturesTableIsTheUsersAsFarAsItIsTheOwners() throws Exception {
    migrate(settings);
    Databases.execute(
        settings.asOwner(),
        "CREATE TABLE counted (n serial PRIMARY KEY, t text)",
        "REVOKE UPDATE ON counted FROM CURRENT_USER",
        "CREATE FUNCTION powerful() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'");
    migrate(settings);
    Databases.execute(
        settings,
        "INSERT INTO counted (t) VALUES ('x')",
        "DELETE FROM counted",
        "SELECT powerful()");
    assertDenied(settings, "UPDATE counted SET t = 'y'");
    assertDenied(settings, "TRUNCATE counted");
    assertThat(
            Databases.query(
                settings,
                "SELECT has_function_privilege('troupe_reader', 'powerful()', 'EXECUTE') OR"
                    + " has_function_privilege('troupe_reader', 'block_tenant(text)', 'EXECUTE')"))
        .containsExactly("f");
  }

  @Test
  void aUserThatIsNotThereOrMayBecomeTheOwnerIsNamed() throws Exception {
    DatabaseSettings nobody =
        new DatabaseSettings(
            settings.url(), "nobody", "", settings.schema(), 10, "troupe_reader", settings.owner());
    assertThatThrownBy(() -> Schema.migrate(nobody))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining("database role 'nobody': is not there");
    Databases.execute(superuser, "CREATE ROLE deputy LOGIN IN ROLE troupe_owner, troupe_reader");
    DatabaseSettings deputy =
        new DatabaseSettings(
            settings.url(),
            "deputy",
            "",
            settings.schema(),
            10,
            "troupe_reader",
            Optional.of(new Login("troupe_owner", settings.asOwner().password())));
    assertThat(warnings(() -> Schema.migrate(deputy)))
        .singleElement()
        .asString()
        .startsWith("database role 'deputy': may become the owner of the tables,");
  }

  @Test
  void theFunctionThatBlocksATenantUsesTheRealTablesWhateverItsCallerMade() throws Exception {
    migrate(settings);
    try (Connection connection = Databases.connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE blocked_tenant (tenant_id text UNIQUE)");
      statement.execute("CREATE TEMP TABLE event_journal (n integer)");
      statement.execute("SET search_path = pg_temp");
      statement.execute("SELECT %s.block_tenant('acme')".formatted(settings.schema()));
    }
    try (BlockedTenants blocked = BlockedTenants.open(settings)) {
      assertThat(blocked.since(TenantId.of("acme"))).isPresent();
      blocked.block(TenantId.of("globex"));
      assertThat(blocked.since(TenantId.of("globex"))).isPresent();
    }
  }

  /** The condition of the policy is gone before the plan is made, and costs no row anything. */
  @Test
  void whatNodesReadIsNotAskedForItsTenant() throws Exception {
    migrate(settings);
    for (String table : List.of("event_journal", "snapshot", "outbox", "reminder")) {
      assertThat(plan("troupe", table)).contains("Seq Scan").doesNotContain("Filter");
      assertThat(plan("troupe_reader", table)).as("a reader is asked").contains("Filter");
    }
  }

  private String plan(String role, String table) throws SQLException {
    try (Connection connection = Databases.connect(settings);
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_indexscan = off; SET enable_bitmapscan = off");
      statement.execute("SET ROLE " + role);
      StringBuilder plan = new StringBuilder();
      try (ResultSet lines = statement.executeQuery("EXPLAIN SELECT * FROM " + table)) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }
}
