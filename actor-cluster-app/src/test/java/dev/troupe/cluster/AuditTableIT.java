package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import dev.troupe.tenants.postgres.AuditTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The audit's rows, as PostgreSQL keeps them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTableIT {
  private static final String MIGRATIONS = "dev/troupe/tenants/postgres/migrations";

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private AuditTable audit;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    settings = server.settings().withSchema("audit_" + ++tests);
    Schema.migrate(settings);
    Schema.migrate(settings, "tenants", MIGRATIONS);
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(settings.connectionUrl());
    connections.setUser(settings.user());
    connections.setPassword(settings.password());
    audit = new AuditTable(connections);
  }

  private static AuditEntry entry(String tenant, String detail) {
    return new AuditEntry(Instant.now(), "ada", tenant, "suspend", "", Outcome.DONE, detail);
  }

  private void execute(String... statements) throws SQLException {
    Sql.execute(settings.asOwner(), statements);
  }

  @Test
  void whatManyAddAtOnceIsOneChain() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String tenant = "t" + t;
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < 25; i++) {
                audit.add(List.of(entry(tenant, "a" + i), entry(tenant, "b" + i)));
              }
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertThat(audit.firstBroken()).isEmpty();
    assertThat(audit.page(0, "", 1_000))
        .extracting(AuditTable.Row::number)
        .hasSize(200)
        .startsWith(1L)
        .endsWith(200L);
    assertThat(audit.page(0, "t2", 1_000)).hasSize(50);
    assertThat(audit.page(0, "t2", 7)).hasSize(7);
  }

  @Test
  void aRowIsNotChangedNorDeleted() throws Exception {
    audit.add(List.of(entry("acme", "why")));
    List<String> changes =
        List.of("UPDATE audit SET detail = ''", "DELETE FROM audit", "TRUNCATE audit");
    for (String sql : changes) {
      for (DatabaseSettings role : List.of(settings, settings.asOwner())) {
        assertThatThrownBy(() -> Sql.execute(role, sql))
            .hasMessageContaining("permission denied for table audit");
      }
    }
    execute("GRANT ALL ON audit TO CURRENT_USER");
    for (String sql : changes) {
      assertThatThrownBy(() -> execute(sql))
          .hasMessageContaining("rows are added and never changed or deleted");
    }
    assertThat(audit.firstBroken()).isEmpty();
  }

  @Test
  void whoChangesOneAllTheSameIsFoundOut() throws Exception {
    for (int i = 0; i < 5; i++) {
      audit.add(List.of(entry("acme", "why " + i)));
    }
    execute(
        "GRANT ALL ON audit TO CURRENT_USER",
        "ALTER TABLE audit DISABLE TRIGGER audit_is_append_only");
    execute("UPDATE audit SET principal = 'eve' WHERE number = 3");
    assertThat(audit.firstBroken()).hasValue(3);
    execute("UPDATE audit SET principal = 'ada' WHERE number = 3");
    assertThat(audit.firstBroken()).isEmpty();
    execute("DELETE FROM audit WHERE number = 2");
    assertThat(audit.firstBroken()).hasValue(3);
  }
}
