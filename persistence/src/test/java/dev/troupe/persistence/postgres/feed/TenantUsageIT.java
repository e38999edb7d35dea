package dev.troupe.persistence.postgres.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.BlockedTenants;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.feed.TenantUsage.Stored;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantUsageIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");
  private static final Duration ALWAYS = Duration.ofMillis(-1);

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
    settings = server.settings().withSchema("usage_" + ++tests);
    Schema.migrate(settings);
  }

  private static String events(String id, int from, int to, int bytes) {
    return """
    INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
      event_ser_manifest, event_payload)
    SELECT '%s', n, 'w', 1, '', convert_to(repeat('x', %d), 'UTF8')
    FROM generate_series(%d, %d) n
    """
        .formatted(id, bytes, from, to);
  }

  private void store(String id, int from, int to, int bytes) throws SQLException {
    Databases.execute(settings, events(id, from, to, bytes));
  }

  @Test
  void isWhatEachTenantStoredAndOnlyWhatChangedIsTold() throws Exception {
    store("wallet|acme:a", 1, 3, 10);
    store("wallet|acme:b", 1, 1, 5);
    store("wallet|other:a", 1, 1, 7);
    store("tenant|_system:acme", 1, 1, 7);
    store("a-stream-of-nobody", 1, 1, 7);
    store("t|NO TENANT:x", 1, 1, 7);
    try (TenantUsage usage = TenantUsage.open(settings)) {
      usage.count(ALWAYS);
      assertThat(usage.changed())
          .containsExactlyInAnyOrder(new Stored(ACME, 4, 35), new Stored(OTHER, 1, 7));
      usage.count(ALWAYS);
      assertThat(usage.changed()).isEmpty();
      store("wallet|acme:a", 4, 4, 100);
      usage.count(ALWAYS);
      assertThat(usage.changed()).containsExactly(new Stored(ACME, 5, 135));
    }
    try (TenantUsage another = TenantUsage.open(settings)) {
      assertThat(another.changed())
          .containsExactlyInAnyOrder(new Stored(ACME, 5, 135), new Stored(OTHER, 1, 7));
    }
  }

  @Test
  void aJournalOfManyPiecesIsCountedOnceHoweverManyCount() throws Exception {
    int rows = 3 * TenantUsage.PIECE + 17;
    store("wallet|acme:a", 1, rows, 3);
    List<Callable<Void>> nodes =
        IntStream.range(0, 4)
            .<Callable<Void>>mapToObj(node ->
                () -> {
                  try (TenantUsage usage = TenantUsage.open(settings)) {
                    usage.count(ALWAYS);
                  }
                  return null;
                })
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Void> node : threads.invokeAll(nodes)) {
        node.get();
      }
    }
    try (TenantUsage usage = TenantUsage.open(settings)) {
      usage.count(ALWAYS);
      assertThat(usage.changed()).containsExactly(new Stored(ACME, rows, 3L * rows));
    }
  }

  @Test
  void whatOneNodeJustCountedNoOtherCountsAgain() throws Exception {
    try (TenantUsage first = TenantUsage.open(settings);
        TenantUsage second = TenantUsage.open(settings)) {
      first.count(Duration.ofHours(1));
      store("wallet|acme:a", 1, 1, 3);
      second.count(Duration.ofHours(1));
      assertThat(second.changed()).isEmpty();
      second.count(ALWAYS);
      assertThat(second.changed()).containsExactly(new Stored(ACME, 1, 3));
    }
  }

  @Test
  void aTransactionThatCommitsLateIsCountedAllTheSame() throws Exception {
    try (TenantUsage usage = TenantUsage.open(settings);
        Connection late = Databases.connect(settings)) {
      late.setAutoCommit(false);
      late.createStatement().execute(events("wallet|acme:late", 1, 2, 3));
      store("wallet|acme:a", 1, 1, 3);
      usage.count(ALWAYS);
      assertThat(usage.changed()).isEmpty();
      late.commit();
      usage.count(ALWAYS);
      assertThat(usage.changed()).containsExactly(new Stored(ACME, 3, 9));
    }
  }

  @Test
  void nothingIsKeptOfAnErasedTenant() throws Exception {
    store("wallet|acme:a", 1, 3, 10);
    store("wallet|other:a", 1, 1, 7);
    try (TenantUsage usage = TenantUsage.open(settings);
        BlockedTenants blocked = BlockedTenants.open(settings)) {
      usage.count(ALWAYS);
      blocked.block(ACME);
      usage.count(ALWAYS);
    }
    assertThat(Databases.query(settings, "SELECT tenant_id FROM tenant_usage"))
        .containsExactly("other");
  }
}
