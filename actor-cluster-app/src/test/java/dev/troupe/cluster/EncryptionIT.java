package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Bell.GetRings;
import dev.troupe.cluster.Bell.Ring;
import dev.troupe.cluster.Bell.RingAt;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.SchemaMismatch;
import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.KeyFile;
import dev.troupe.tenants.keys.TenantKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A node that seals what it stores with keys in a file or in the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptionIT {
  private static final String SNAPSHOTS = "troupe.entity { snapshot-every = 3 }\n";

  private Path directory = Path.of("");
  private Path keyFile = Path.of("");
  private EmbeddedPostgres server;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    this.directory = directory;
    keyFile = directory.resolve("keys").resolve("keys.json");
    KeyFile.openOrCreate(keyFile);
    server = EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private DatabaseSettings schema() {
    DatabaseSettings database = server.settings().withSchema("encryption_" + ++tests);
    Schema.migrate(database);
    return database;
  }

  private String file(Path file) {
    return "troupe.encryption.file = \"%s\"\n".formatted(file);
  }

  private static Config config(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }

  private BellNode node(DatabaseSettings database, String settings) {
    return new BellNode(database, settings, Encryption.open(database, config(settings)));
  }

  private static TenantKeys keys(BellNode node) {
    return Encryption.keysOf(node.system()).orElseThrow();
  }

  private static void ring(BellNode node, String tenant, String bell, String tone)
      throws Exception {
    node.ask(tenant, bell, new Ring(tone));
  }

  @Test
  void whatATenantSaysIsInNoFileOfTheDatabase() throws Exception {
    try (BellNode node = node(schema(), SNAPSHOTS + file(keyFile))) {
      for (int i = 0; i < 7; i++) {
        ring(node, "acme", "b-1", "marker-3f9a-event");
      }
      node.tell(
          "b-1",
          new RingAt("later", Instant.parse("2200-01-01T00:00:00Z"), "marker-3f9a-reminder"));
      BellNode.await("a snapshot", () -> !node.column("SELECT 1 FROM snapshot").isEmpty());
      Sql.execute(
          node.database().asOwner(),
          "CREATE TABLE plain (t text)",
          "INSERT INTO plain VALUES ('marker-3f9a-plain')");
      assertThat(
              node.column(
                  """
                  SELECT DISTINCT key_number FROM event_journal UNION ALL
                  SELECT DISTINCT key_number FROM snapshot UNION ALL
                  SELECT DISTINCT key_number FROM reminder\
                  """))
          .containsExactly("1", "1", "1");
    }
    // Its last checkpoint writes every page.
    server.stop(EmbeddedPostgres.StopMode.FAST);
    try {
      assertThat(filesWith("marker-3f9a-plain")).anyMatch(file -> file.toString().contains("base"));
      assertThat(filesWith("marker-3f9a-plain")).anyMatch(file -> file.toString().contains("wal"));
      assertThat(filesWith("marker-3f9a-event")).isEmpty();
      assertThat(filesWith("marker-3f9a-reminder")).isEmpty();
    } finally {
      server.start();
    }
  }

  private List<Path> filesWith(String marker) {
    return Markers.filesWith(directory.resolve("postgres"), marker);
  }

  @Test
  void aSealedReminderRings() throws Exception {
    try (BellNode node = node(schema(), file(keyFile))) {
      node.tell("soon", new RingAt("past", Instant.parse("2020-01-01T00:00:00Z"), "ding"));
      BellNode.await("the ring", () -> node.rings("soon").equals(List.of("ding")));
    }
  }

  @Test
  void keysAreRotatedUnderLoadWithoutAnError() throws Exception {
    DatabaseSettings database = schema();
    String settings = file(keyFile) + "troupe.encryption.cache.age = 200ms\n";
    try (BellNode node = node(database, settings)) {
      ring(node, "acme", "b-0", "ding");
      AtomicBoolean isOver = new AtomicBoolean();
      CompletableFuture<Integer> load =
          CompletableFuture.supplyAsync(() -> {
            int rings = 1;
            while (!isOver.get()) {
              try {
                ring(node, "acme", "b-" + rings % 5, "ding");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              rings++;
            }
            return rings;
          });
      for (int i = 2; i <= 6; i++) {
        assertThat(BellNode.get(keys(node).rotate("acme"))).isEqualTo(i);
        int key = i;
        BellNode.await(
            "an event of key " + key,
            () ->
                load.isDone()
                    || !node.column("SELECT 1 FROM event_journal WHERE key_number = " + key)
                        .isEmpty());
      }
      isOver.set(true);
      int rings = BellNode.get(load);
      assertThat(node.column("SELECT count(*) FROM event_journal"))
          .containsExactly(String.valueOf(rings));
    }
    try (BellNode again = node(database, settings)) {
      assertThat(again.rings("b-0")).isNotEmpty().containsOnly("ding");
    }
  }

  @Test
  void nodesThatStartAtOnceUseOneKey() throws Exception {
    DatabaseSettings database = schema();
    List<Encryption> nodes =
        Stream.generate(() -> Encryption.open(database, config(file(keyFile)))).limit(4).toList();
    var asked = nodes.stream().map(each -> each.keys().orElseThrow().newest("acme")).toList();
    byte[] place = {1};
    byte[] sealed = BellNode.get(asked.getFirst()).seal(new byte[] {42}, place);
    for (var each : asked) {
      assertThat(BellNode.get(each).open(sealed, place)).containsExactly(42);
    }
    assertThat(Sql.column(database, "SELECT count(*) FROM tenant_key")).containsExactly("1");
    nodes.forEach(Encryption::close);
  }

  @Test
  void aDestroyedKeyLeavesAMarkAndEndsItsTenantAlone() throws Exception {
    DatabaseSettings database = schema();
    try (BellNode node = node(database, file(keyFile))) {
      ring(node, "acme", "b-1", "ding");
      ring(node, "other", "b-1", "dong");
    }
    try (BellNode node = node(database, file(keyFile))) {
      assertThat(BellNode.get(keys(node).destroy("acme"))).isEqualTo(1);
      assertThatThrownBy(() -> node.ask("acme", "b-1", new GetRings()))
          .rootCause()
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("its keys were destroyed");
      assertThat(node.ask("other", "b-1", new GetRings()).toString()).contains("dong");
      assertThat(BellNode.get(keys(node).destroy("never-was"))).isZero();
      assertThatThrownBy(() -> BellNode.get(keys(node).newest("never-was")))
          .cause()
          .isInstanceOf(KeyFailure.Destroyed.class);
      assertThat(
              node.column(
                  "SELECT tenant_id || (wrapped IS NULL) FROM tenant_key ORDER BY tenant_id"))
          .containsExactly("acmetrue", "never-wastrue", "otherfalse");
    }
  }

  @Test
  void theReaderRoleSeesNoKeys() throws Exception {
    DatabaseSettings database = schema();
    Encryption.open(database, config(file(keyFile))).close();
    assertThat(
            Sql.column(
                database,
                "SELECT has_table_privilege('troupe_reader', 'event_journal', 'SELECT') || ' ' || has_table_privilege('troupe_reader', 'tenant_key', 'SELECT')"))
        .containsExactly("true false");
  }

  @Test
  void aNodeWithoutItsKeyFileDoesNotStartAndSaysWhy() {
    DatabaseSettings database = schema();
    assertThatThrownBy(() -> Encryption.open(database, config("")))
        .hasMessageContaining("no key file is named; set TROUPE_KEY_FILE");
    assertThatThrownBy(
            () -> Encryption.open(database, config(file(directory.resolve("lost.json")))))
        .hasMessageContaining("lost.json': is not there; bring it back");
    Encryption.open(
            database,
            config(file(directory.resolve("new.json")) + "troupe.encryption.create-file = on"))
        .close();
    assertThat(directory.resolve("new.json")).exists();
  }

  @Test
  void whoOnlyLooksMakesNothing() throws Exception {
    DatabaseSettings database = schema();
    Path file = directory.resolve("not-made.json");
    Config create = config(file(file) + "troupe.encryption.create-file = on");
    String tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
    List<String> before = Sql.column(database, tables);
    assertThatThrownBy(() -> Encryption.openExisting(database, create))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining("the tables of 'tenants' are not as the migrations");
    assertThat(Sql.column(database, tables)).isEqualTo(before);

    Encryption.open(database, config(file(keyFile))).close();
    assertThatThrownBy(() -> Encryption.openExisting(database, create))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("not-made.json': is not there");
    assertThat(file).doesNotExist();
    String provider =
        "troupe.encryption { provider = postgres, postgres.schema = keys_not_made }\n";
    assertThatThrownBy(() -> Encryption.openExisting(database, config(provider)))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("table 'keys_not_made.key_encryption_key': is not there");
    assertThat(Sql.column(database, "SELECT to_regnamespace('keys_not_made')"))
        .containsExactly("null");

    try (Encryption existing = Encryption.openExisting(database, config(file(keyFile)))) {
      assertThat(existing.keys()).isPresent();
    }
  }

  @Test
  void anotherKeyFileOpensNothingAndTheRightOneAll() throws Exception {
    DatabaseSettings database = schema();
    try (BellNode node = node(database, file(keyFile))) {
      ring(node, "acme", "b-1", "ding");
    }
    Path other = directory.resolve("other.json");
    KeyFile.openOrCreate(other);
    try (BellNode node = node(database, file(other))) {
      assertThatThrownBy(() -> node.ask("acme", "b-1", new GetRings()))
          .rootCause()
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("bring back the file that has it");
    }
    try (BellNode node = node(database, file(keyFile))) {
      assertThat(node.rings("b-1")).containsExactly("ding");
    }
  }

  @Test
  void theDatabaseCanKeepTheKeysItself() throws Exception {
    DatabaseSettings database = schema();
    String settings =
        "troupe.encryption { provider = postgres, postgres.schema = keys_%d }\n".formatted(tests);
    try (BellNode node = node(database, settings)) {
      ring(node, "acme", "b-1", "ding");
    }
    try (BellNode node = node(database, settings)) {
      assertThat(node.rings("b-1")).containsExactly("ding");
      assertThat(node.column("SELECT kek LIKE 'postgres:%' FROM tenant_key")).containsExactly("t");
      assertThat(node.column("SELECT count(*) FROM keys_%d.key_encryption_key".formatted(tests)))
          .containsExactly("1");
    }
  }
}
