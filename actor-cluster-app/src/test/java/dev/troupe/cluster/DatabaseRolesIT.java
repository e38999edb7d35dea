package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each role may do with each table there is, tried and not asked for.
 *
 * <p>A table that is new fails it until somebody has said here who may do what with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseRolesIT {
  /**
   * Of how many rows SELECT, UPDATE and DELETE have it, in this order with INSERT second and
   * TRUNCATE last: all, some, none; yes and no where it is not rows; no as well where the right is
   * missing. The reader has nothing but what it selects, for the tenant acme.
   */
  private static final String EXPECTED =
      """
                            user                   owner                  reader
      account_balances      none no none none no   none no none none yes  some
      audit                 all yes no no no       all yes no no no       no
      blocked_tenant        all no no no no        all yes all all yes    no
      cluster_leader        all yes all all no     all yes all all yes    no
      cluster_register      all yes all all no     all yes all all yes    no
      erasure               all no no no no        all yes all all yes    no
      erasure_certificate   all yes no no no       all yes all all yes    no
      erasure_kept          all no no no no        all yes all all yes    no
      event_catalogue       all yes no no no       all yes all all yes    no
      event_catalogue_fill  all yes all all no     all yes all all yes    no
      event_journal         all yes no no no       all yes all all yes    some
      event_tag             all yes no no no       all yes all all yes    no
      flyway_schema_history all no no no no        all yes all all yes    no
      migrations_bank       all no no no no        all yes all all yes    no
      migrations_tenants    all no no no no        all yes all all yes    no
      outbox                all yes all all no     all yes all all yes    some
      projection_offset     all yes all all no     all yes all all yes    no
      reminder              all yes all all no     all yes all all yes    some
      snapshot              all yes all all no     all yes all all yes    some
      tenant_key            all yes all no no      all yes all no no      no
      tenant_usage          all yes all all no     all yes all all yes    some
      tenant_usage_position all yes all all no     all yes all all yes    no
      """;

  private static final String INSERT_OF_ONE =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
        event_ser_manifest, event_payload) VALUES ('t|TENANT:a', 1, 'w', 1, '', '');
      INSERT INTO event_tag SELECT ordering, 'tag' FROM event_journal WHERE tenant_id = 'TENANT';
      INSERT INTO snapshot VALUES ('t|TENANT:a', 1, 1, 1, '', '');
      INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload)
        VALUES ('t|TENANT:a', 0, 'account', 'r', 'm', '');
      INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)
        VALUES ('t|TENANT:a', 'n', 'once', 'skip', 'm', '', now());
      INSERT INTO account_balances VALUES ('TENANT', 'a', 1, 1);
      INSERT INTO tenant_key (tenant_id, number, kek, wrapped) VALUES ('TENANT', 1, 'k', '');
      INSERT INTO audit SELECT count(*) + 1, now(), 'p', 'TENANT', 'a', 't', 'DONE', 'd', ''
        FROM audit;
      INSERT INTO projection_offset (name, slice, slices, type) VALUES ('of-TENANT', 0, 1, 't');
      INSERT INTO blocked_tenant VALUES ('formerly-TENANT');
      INSERT INTO erasure (tenant, relation) VALUES ('formerly-TENANT', 'event_journal');
      INSERT INTO erasure_certificate (tenant, certificate) VALUES ('formerly-TENANT', 'c');
      INSERT INTO tenant_usage VALUES ('TENANT', 1, 1, 1);
      INSERT INTO event_catalogue VALUES ('event', 1, 'of-TENANT', '', '');
      INSERT INTO cluster_register VALUES ('of-TENANT', 1, '');
      INSERT INTO cluster_leader VALUES ('of-TENANT', 'l', 1, now());
      """;

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private DatabaseSettings superuser;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    settings = server.settings();
    Schema.migrate(settings);
    Schema.migrate(settings, "tenants", "dev/troupe/tenants/postgres/migrations");
    Schema.migrate(settings, "bank", "dev/troupe/sample/bank/migrations");
    superuser =
        DatabaseSettings.of(
            server.jdbcUrl(),
            "postgres",
            Files.readString(directory.resolve("superuser.password")).strip());
    for (String tenant : List.of("acme", "globex")) {
      Sql.execute(superuser, INSERT_OF_ONE.replace("TENANT", tenant));
    }
    Sql.execute(superuser, "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private DatabaseSettings stranger() {
    return DatabaseSettings.of(server.jdbcUrl(), "stranger", "stranger");
  }

  private List<String> tables() throws SQLException {
    return Sql.column(
        superuser,
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')"
            + " AND relnamespace = current_schema()::regnamespace ORDER BY relname");
  }

  @Test
  void eachRoleMayDoWithEachTableWhatIsSaidHereAndNoMore() throws Exception {
    StringBuilder found =
        new StringBuilder("%-21s %-22s %-22s reader\n".formatted("", "user", "owner"));
    for (String table : tables()) {
      found.append(
          "%-21s %-22s %-22s %s\n"
              .formatted(
                  table,
                  rights(settings, "", table),
                  rights(settings.asOwner(), "", table),
                  rights(settings, AS_READER_OF_ACME, table).replaceFirst(" no no no no$", "")));
    }
    assertThat(found.toString()).isEqualTo(EXPECTED);
  }

  @Test
  void aReaderWithoutATenantAndAnyOtherRoleHaveNothing() throws Exception {
    for (String table : tables()) {
      assertThat(rights(settings, "SET LOCAL ROLE troupe_reader", table))
          .as(table)
          .matches("(none|no) no no no no");
      assertThat(rights(stranger(), "", table)).as(table).isEqualTo("no no no no no");
      assertThat(rights(stranger(), "SET LOCAL troupe.tenant = 'acme'", table))
          .as(table)
          .isEqualTo("no no no no no");
    }
  }

  @Test
  void nothingThatANodeCanSayLetsItChangeAnEvent() {
    for (String before :
        List.of(
            "SET LOCAL troupe.tenant = 'acme'",
            "SET LOCAL troupe.projection = 'account-balances'",
            "SET LOCAL ROLE troupe_reader",
            "SET LOCAL row_security = off")) {
      for (String change :
          List.of(
              "UPDATE event_journal SET event_payload = ''",
              "UPDATE event_journal SET event_payload = '' WHERE tenant_id = 'acme'",
              "DELETE FROM event_journal",
              "DELETE FROM event_journal WHERE tenant_id = 'acme'",
              "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                  + " event_ser_manifest, event_payload)"
                  + " VALUES ('t|acme:a', 1, 'w', 1, '', '')"
                  + " ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET writer = 'x'",
              "MERGE INTO event_journal e USING (SELECT 1) o ON true WHEN MATCHED THEN DELETE",
              "SELECT * FROM event_journal FOR UPDATE")) {
        assertDenied(before + "; " + change);
      }
    }
  }

  @Test
  void aNodeCanNotChangeWhoMayDoWhat() {
    for (String attempt :
        List.of(
            "SET ROLE troupe_owner",
            "SET SESSION AUTHORIZATION troupe_owner",
            "SET session_replication_role = replica",
            "ALTER TABLE event_journal DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE event_journal DISABLE TRIGGER ALL",
            "DROP POLICY tenant_reads ON event_journal",
            "CREATE POLICY mine ON event_journal USING (true)",
            "CREATE TRIGGER mine BEFORE INSERT ON event_journal FOR EACH ROW EXECUTE FUNCTION"
                + " refuse_blocked_tenants()",
            "CREATE TABLE mine (id bigint REFERENCES event_journal (ordering))",
            "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE FUNCTION current_tenant() RETURNS text LANGUAGE sql AS 'SELECT NULL'",
            "CREATE SCHEMA mine",
            "DROP TABLE event_journal",
            "LOCK TABLE event_journal IN SHARE MODE",
            "COPY event_journal TO PROGRAM 'true'")) {
      assertDenied(attempt);
    }
  }

  @Test
  void aGrantThatIsNotOnesOwnIsNotMade() throws Exception {
    // A warning only, as the standard says; so it is looked at what came of it.
    Sql.execute(settings, "GRANT SELECT ON event_journal TO stranger");
    assertThat(rights(stranger(), "", "event_journal")).isEqualTo("no no no no no");
  }

  @Test
  void onlyTheProjectionWritesItsTable() throws Exception {
    assertThat(
            rights(
                settings, "SET LOCAL troupe.projection = 'account-balances'", "account_balances"))
        .isEqualTo("all yes all all no");
    assertThat(rights(settings, "SET LOCAL troupe.projection = 'another'", "account_balances"))
        .isEqualTo("none no none none no");
  }

  private static final String AS_READER_OF_ACME =
      "SET LOCAL ROLE troupe_reader; SET LOCAL troupe.tenant = 'acme'";

  private void assertDenied(String sql) {
    assertThatThrownBy(() -> Sql.execute(settings, "BEGIN; " + sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo("42501"));
  }

  /** What a role may do, after it has said something first. */
  private String rights(DatabaseSettings as, String first, String table) throws SQLException {
    String all = Sql.column(superuser, "SELECT count(*) FROM " + table).getFirst();
    assertThat(all).as("rows in %s to try it with", table).isNotEqualTo("0");
    String column =
        Sql.column(
                superuser,
                "SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass".formatted(table)
                    + " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                    + " AND attidentity = '' ORDER BY attnum LIMIT 1")
            .getFirst();
    String name = settings.schema() + "." + table;
    return String.join(
        " ",
        tried(as, first, "SELECT * FROM " + name, all),
        // The columns that may not be null are looked at after the rights and the policies.
        tried(as, first, "INSERT INTO %s DEFAULT VALUES".formatted(name), ""),
        tried(as, first, "UPDATE %s SET %s = %2$s".formatted(name, column), all),
        tried(as, first, "DELETE FROM " + name, all),
        tried(as, first, "TRUNCATE %s CASCADE".formatted(name), ""));
  }

  /** No row, all or some of them; yes where none are counted; and no if it is denied. */
  private static String tried(DatabaseSettings as, String first, String sql, String all)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(as.connectionUrl(), as.user(), as.password());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(first);
      try {
        boolean isQuery = statement.execute(sql);
        if (all.isEmpty()) {
          return "yes";
        }
        long rows = isQuery ? count(statement.getResultSet()) : statement.getUpdateCount();
        return rows == 0 ? "none" : all.equals(String.valueOf(rows)) ? "all" : "some";
      } catch (SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
          case "42501" -> "no";
          case "23502", "23505" -> "yes"; // What it lacks, or that it is there already.
          default -> throw e;
        };
      } finally {
        connection.rollback();
      }
    }
  }

  private static long count(ResultSet rows) throws SQLException {
    long count = 0;
    while (rows.next()) {
      count++;
    }
    return count;
  }
}
