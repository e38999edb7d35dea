package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.TenantErasure.Deleted;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted with a tenant, and what is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantErasureIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final int ROWS = 2_500;

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TenantErasure erasure;
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
  void open() throws Exception {
    database = server.settings().withSchema("erasure_" + ++tests);
    Schema.migrate(database);
    erasure = TenantErasure.open(database);
    for (String tenant : List.of("acme", "globex")) {
      Databases.execute(
          database,
          """
          INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,
            event_ser_manifest, event_payload, key_number)
          SELECT 't|%s:a', n, 'w', 0, 1, 'm', convert_to('%s', 'UTF8'), nullif(n %% 5, 0) FROM generate_series(1, %d) n
          """
              .formatted(tenant, tenant, ROWS));
    }
  }

  @AfterEach
  void close() {
    erasure.close();
  }

  private void block() throws SQLException {
    try (BlockedTenants blocked = BlockedTenants.open(database)) {
      blocked.block(ACME);
    }
  }

  private void deleteAll(String table) throws SQLException {
    while (erasure.deleteSome(ACME, table).getAsLong() > 0) {
      assertThat(erasure.count(ACME, table)).isLessThan(ROWS);
    }
  }

  @Test
  void onlyABlockedTenantsRowsAreDeleted() throws Exception {
    assertThatThrownBy(() -> erasure.deleteSome(ACME, "event_journal"))
        .hasMessageContaining("tenant 'acme' is not blocked");
    block();
    deleteAll("event_journal");
    assertThat(erasure.count(ACME, "event_journal")).isZero();
    assertThat(Databases.query(database, "SELECT count(*) FROM event_journal"))
        .containsExactly(Integer.toString(ROWS));
    Deleted deleted = erasure.deleted(ACME).getFirst();
    assertThat(deleted)
        .isEqualTo(new Deleted("event_journal", ROWS, ROWS / 5, deleted.digest(), false));
    assertThat(deleted.digest()).hasSize(64);
  }

  @Test
  void whatIsNoTableOfTenantsRowsIsNotDeletedFrom() throws Exception {
    block();
    for (String table : List.of("blocked_tenant", "projection_offset", "erasure", "pg_class")) {
      assertThatThrownBy(() -> erasure.deleteSome(ACME, table))
          .hasMessageContaining("holds no rows that are deleted with a tenant");
    }
    assertThat(erasure.tables())
        .extracting(TenantErasure.Table::name)
        .containsExactly("event_journal", "outbox", "reminder", "snapshot", "tenant_usage");
    assertThat(erasure.kept())
        .extracting(TenantErasure.Kept::name)
        .contains("blocked_tenant", "erasure_certificate", "event_tag");
    assertThat(erasure.unknownTables()).isEmpty();
    Databases.execute(database.asOwner(), "CREATE TABLE note (text text)");
    assertThat(erasure.unknownTables()).containsExactly("note");
  }

  @Test
  void anApplicationsTablesAreTooAlthoughTheirPoliciesAreForcedUponTheOwner() throws Exception {
    Databases.execute(
        database.asOwner(),
        "CREATE TABLE parent (tenant_id text NOT NULL, id int, PRIMARY KEY (tenant_id, id))",
        "CREATE TABLE child (tenant_id text NOT NULL, id int PRIMARY KEY, parent int,"
            + " FOREIGN KEY (tenant_id, parent) REFERENCES parent)",
        "INSERT INTO parent VALUES ('acme', 1), ('globex', 1)",
        "INSERT INTO child VALUES ('acme', 1, 1), ('globex', 2, 1)",
        "ALTER TABLE child ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    Schema.migrate(database);
    block();
    assertThat(erasure.deleteSome(ACME, "parent")).isEqualTo(OptionalLong.empty());
    assertThat(erasure.count(ACME, "child")).isOne();
    assertThat(erasure.deleteSome(ACME, "child")).isEqualTo(OptionalLong.of(1));
    assertThat(erasure.deleteSome(ACME, "parent")).isEqualTo(OptionalLong.of(1));
    assertThat(Databases.query(database, "SELECT tenant_id FROM parent")).containsExactly("globex");
  }

  @Test
  void aTableIsRewrittenOnceAllHaveEndedThatWroteWhenTheRowsWereThere() throws Exception {
    block();
    long moment;
    try (Connection writer = Databases.connect(database);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      deleteAll("event_journal");
      moment = erasure.moment();
      assertThat(erasure.rewrite(ACME, "event_journal", moment)).isFalse();
      writer.rollback();
    }
    long before = size();
    assertThat(erasure.rewrite(ACME, "event_journal", moment)).isTrue();
    assertThat(size()).isLessThan(before);
    assertThat(erasure.deleted(ACME).getFirst().isRewritten()).isTrue();
    assertThat(erasure.rewrite(ACME, "blocked_tenant", moment)).isTrue();
    assertThatThrownBy(() -> erasure.rewrite(ACME, "projection_offset", erasure.moment()))
        .hasMessageContaining("is not written anew");
  }

  private long size() throws SQLException {
    return Long.parseLong(
        Databases.query(database, "SELECT pg_relation_size('event_journal')").getFirst());
  }

  @Test
  void aSnapshotThatReadsOnlyAlsoKeepsATableFromBeingDoneWith() throws Exception {
    block();
    long moment;
    try (Connection reader = Databases.connect(database);
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT count(*) FROM snapshot");
      deleteAll("event_journal");
      moment = erasure.moment();
      assertThat(erasure.rewrite(ACME, "event_journal", moment)).isFalse();
      reader.rollback();
    }
    assertThat(erasure.rewrite(ACME, "event_journal", moment)).isTrue();
  }

  @Test
  void aMomentIsPastOnceAllHaveEndedThatWroteBeforeIt() throws Exception {
    try (Connection writer = Databases.connect(database);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      long moment = erasure.moment();
      assertThat(erasure.isPast(moment)).isFalse();
      writer.rollback();
      assertThat(erasure.isPast(moment)).isTrue();
    }
  }

  @Test
  void aSliceThatIsParkedBeforeWhatWasDeletedGoesOn() throws Exception {
    Databases.execute(
        database.asOwner(),
        """
        INSERT INTO projection_offset (name, slice, slices, type, failure, failed_xid, failed_ordering)
        SELECT tenant_id, 0, 1, 't', tenant_id, min(transaction_id::text)::xid8, min(ordering)
        FROM event_journal GROUP BY tenant_id
        """);
    assertThat(erasure.unpark()).isZero();
    block();
    deleteAll("event_journal");
    assertThat(erasure.unpark()).isOne();
    assertThat(Databases.query(database, "SELECT failure FROM projection_offset ORDER BY name"))
        .containsExactly("null", "globex");
  }

  @Test
  void theFirstCertificateIsKept() throws Exception {
    assertThat(erasure.certificate(ACME)).isEmpty();
    assertThat(erasure.keep(ACME, "one")).isEqualTo("one");
    assertThat(erasure.keep(ACME, "two")).isEqualTo("one");
    assertThat(erasure.certificate(ACME)).isEqualTo(Optional.of("one"));
  }
}
