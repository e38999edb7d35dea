package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock Pekko Persistence JDBC on our tables, configured by our {@code journal.conf} and the one
 * setting that selects it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockPluginIT {

  private static final String ID = "words|acme:w-1";

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private Config config;
  private String schema = "";
  private int tests;

  /** The value of the setting. */
  String dao() {
    return "stock";
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    // Not the default schema, so that a table that is not configured is found out.
    schema = "elsewhere_" + ++tests;
    settings = server.settings().withSchema(schema).withPoolSize(4);
    Schema.migrate(settings);
    Config journal = ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf");
    config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of(
                        "troupe.journal.dao",
                        dao(),
                        // Ours falls back to the events by itself.
                        "jdbc-snapshot-store.snapshot-is-optional",
                        dao().equals("stock")))
                .withFallback(settings.toConfig())
                .withFallback(journal));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void writesRecoversAndQueriesThroughOurTables() throws Exception {
    inNewSystem((kit, words, replies) -> {
      for (String word : List.of("in", "the", "beginning")) {
        words.tell(new Words.Add(word, replies.getRef()));
      }
      replies.receiveSeveralMessages(3, Duration.ofSeconds(10));
      assertThat(Thread.getAllStackTraces().keySet())
          .as("threads of our journal")
          .extracting(thread -> thread.getName().startsWith("troupe-journal-writer"))
          .matches(ours -> ours.contains(true) == dao().equals("postgres"));
      replies.awaitAssert(
          () -> assertThat(column("SELECT sequence_number FROM snapshot")).containsExactly("2"));
    });

    assertThat(
            column("SELECT tenant_id FROM event_journal UNION ALL SELECT tenant_id FROM snapshot"))
        .containsExactly("acme", "acme", "acme", "acme");

    inNewSystem((kit, words, replies) -> {
      words.tell(new Words.GetAll(replies.getRef()));
      assertThat(replies.receiveMessage(Duration.ofSeconds(10))).isEqualTo("in the beginning");
      assertThat(queried(kit)).containsExactly("in", "the", "beginning");
      assertThat(column("SELECT pid FROM pg_stat_activity WHERE application_name = 'troupe'"))
          .as("connections: one pool, and this one")
          .hasSizeBetween(3, 5);
    });

    // Only the snapshot knows the first words now.
    Databases.execute(settings.asOwner(), "DELETE FROM event_journal WHERE sequence_number <= 2");
    assertThat(recovered()).isEqualTo("in the beginning");
  }

  @Test
  void recoversFromTheEventsWhenASnapshotCannotBeRead() throws Exception {
    String other = "words|acme:w-2";
    inNewSystem(
        other,
        (kit, words, replies) -> {
          words.tell(new Words.Add("a", replies.getRef()));
          words.tell(new Words.Add("b", replies.getRef()));
          replies.receiveSeveralMessages(2, Duration.ofSeconds(10));
          replies.awaitAssert(() ->
              assertThat(column("SELECT 1 FROM snapshot WHERE persistence_id = '" + other + "'"))
                  .hasSize(1));
        });
    Databases.execute(
        settings,
        "UPDATE snapshot SET snapshot_ser_id = 4711 WHERE persistence_id = '" + other + "'");
    inNewSystem(
        other,
        (kit, words, replies) -> {
          words.tell(new Words.GetAll(replies.getRef()));
          assertThat(replies.receiveMessage(Duration.ofSeconds(10))).isEqualTo("a b");
        });
  }

  @Test
  void hasTheSettingsThatAreReadAndNotOnlyWritten() {
    for (String plugin : List.of("jdbc-journal", "jdbc-snapshot-store")) {
      assertThat(config.getString(plugin + ".plugin-dispatcher"))
          .isEqualTo("pekko.actor.default-dispatcher");
      assertThat(config.getDuration(plugin + ".circuit-breaker.reset-timeout")).hasSeconds(3);
    }
    for (String table :
        List.of(
            "jdbc-journal.tables.event_journal",
            "jdbc-journal.tables.event_tag",
            "jdbc-snapshot-store.tables.snapshot",
            "jdbc-read-journal.tables.event_journal",
            "jdbc-read-journal.tables.event_tag")) {
      assertThat(config.getString(table + ".schemaName")).as(table).isEqualTo(schema);
    }
    assertThat(config.getString("pekko.persistence.typed.stash-overflow-strategy"))
        .isEqualTo("fail");
    assertThat(config.getInt("pekko-persistence-jdbc.shared-databases.slick.db.numThreads"))
        .isEqualTo(4);
  }

  private interface Story {
    void tell(ActorTestKit kit, ActorRef<Words.Command> words, TestProbe<String> replies)
        throws Exception;
  }

  private void inNewSystem(Story story) throws Exception {
    inNewSystem(ID, story);
  }

  private void inNewSystem(String id, Story story) throws Exception {
    ActorTestKit kit = ActorTestKit.create("stock", config);
    try {
      story.tell(kit, kit.spawn(new Words(id)), kit.createTestProbe(String.class));
    } finally {
      kit.shutdownTestKit();
    }
  }

  private String recovered() throws Exception {
    String[] answer = new String[1];
    inNewSystem((kit, words, replies) -> {
      words.tell(new Words.GetAll(replies.getRef()));
      answer[0] = replies.receiveMessage(Duration.ofSeconds(10));
    });
    return answer[0];
  }

  private static List<Object> queried(ActorTestKit kit) throws Exception {
    JdbcReadJournal journal =
        PersistenceQuery.get(kit.system())
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    return journal
        .currentEventsByTag("words", Offset.noOffset())
        .map(e -> e.event())
        .runWith(Sink.seq(), kit.system())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private List<String> column(String sql) throws Exception {
    return Databases.query(settings, sql);
  }
}
