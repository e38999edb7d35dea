package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.UnreadableMessage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** What is loaded where a snapshot can't be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnapshotFallbackIT {
  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private ActorSystem system;
  private SnapshotDao snapshots;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
    settings = server.settings();
    Schema.migrate(settings);
    Config config =
        ConfigFactory.parseString("troupe.journal.read { threads = 1, max-waiting = 1 }")
            .withFallback(Systems.config(settings));
    system = ActorSystem.create("snapshots", config);
    Config store = config.getConfig("jdbc-snapshot-store");
    var slick = new SlickExtensionImpl((ExtendedActorSystem) system).database(store);
    snapshots =
        new PostgresSnapshotDao(
            slick.database(),
            slick.profile(),
            new SnapshotConfig(store),
            SerializationExtension.get(system),
            system.dispatcher(),
            SystemMaterializer.get(system).materializer());
  }

  @AfterAll
  void stop() {
    TestKit.shutdownActorSystem(system);
    server.close();
  }

  /** Events 1 to 9, and snapshots at 3, 6 and 9. */
  private void store(String id) throws Exception {
    Databases.execute(
        settings,
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        SELECT '%s', n, 'w', 1, '', 20, '', convert_to('x', 'UTF8') FROM generate_series(1, 9) n\
        """
            .formatted(id));
    for (int n = 3; n <= 9; n += 3) {
      get(snapshots.save(SnapshotMetadata.apply(id, n, 1_000 + n), "state " + n));
    }
  }

  private void spoil(String id, int from) throws SQLException {
    Databases.execute(
        settings,
        "UPDATE snapshot SET snapshot_ser_id = 4711 WHERE persistence_id = '%s' AND sequence_number >= %d"
            .formatted(id, from));
  }

  private Object latest(String id) throws Exception {
    Option<Tuple2<SnapshotMetadata, Object>> found = get(snapshots.latestSnapshot(id));
    return found.isEmpty() ? "none" : found.get()._2();
  }

  @Test
  void theNextOlderOneIsTakenAndAtLastTheEvents() throws Exception {
    store("t|acme:older");
    assertThat(latest("t|acme:older")).isEqualTo("state 9");
    spoil("t|acme:older", 9);
    assertThat(latest("t|acme:older")).isEqualTo("state 6");
    spoil("t|acme:older", 6);
    assertThat(latest("t|acme:older")).isEqualTo("state 3");
    spoil("t|acme:older", 3);
    assertThat(latest("t|acme:older")).isEqualTo("none");
  }

  @Test
  void anOlderStateWithoutItsEventsWouldBeAWrongOne() throws Exception {
    store("t|acme:cut");
    Databases.execute(
        settings.asOwner(),
        "DELETE FROM event_journal WHERE persistence_id = 't|acme:cut' AND sequence_number <= 5");
    spoil("t|acme:cut", 9);
    assertThat(latest("t|acme:cut")).isEqualTo("state 6");
    spoil("t|acme:cut", 6);
    assertThatThrownBy(() -> latest("t|acme:cut"))
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageStartingWith("snapshot '9' of 't|acme:cut': can't be read (serializer '4711'")
        .hasMessageContaining("the events after '3' that it stands for are deleted");
  }

  @Test
  void keepsToWhatIsAskedForWhenItFallsBack() throws Exception {
    store("t|acme:asked");
    spoil("t|acme:asked", 6);
    var found = get(snapshots.snapshotForMaxSequenceNrAndMaxTimestamp("t|acme:asked", 8, 1_007));
    assertThat(found.get()._1().sequenceNr()).isEqualTo(3);
    assertThat(get(snapshots.snapshotForMaxTimestamp("t|acme:asked", 1_002)).isEmpty()).isTrue();
  }

  @Test
  void isWrittenOverAndDeleted() throws Exception {
    String id = "t|acme:over";
    store(id);
    get(snapshots.save(SnapshotMetadata.apply(id, 9, 5).withMetadata("about it"), "again"));
    assertThat(latest(id)).isEqualTo("again");
    assertThat(get(snapshots.latestSnapshot(id)).get()._1().metadata().get()).isEqualTo("about it");
    get(snapshots.delete(id, 9));
    assertThat(latest(id)).isEqualTo("state 6");
    get(snapshots.deleteUpToMaxSequenceNrAndMaxTimestamp(id, 6, 1_005));
    assertThat(numbers(id)).containsExactly("6");
    get(snapshots.deleteAllSnapshots(id));
    assertThat(numbers(id)).isEmpty();
  }

  private List<String> numbers(String id) throws SQLException {
    return Databases.query(
        settings, "SELECT sequence_number FROM snapshot WHERE persistence_id = '" + id + "'");
  }

  @Test
  void dataThatTheDatabaseRefusesFailsAsOftenAsItLikes() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThat(latest("t|acme:\0" + i)).isEqualTo("none");
      SnapshotMetadata bad = SnapshotMetadata.apply("t|acme:\0" + i, 1, 1);
      assertThatThrownBy(() -> get(snapshots.save(bad, "state")))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("22"));
    }
    store("t|acme:innocent");
    assertThat(latest("t|acme:innocent")).isEqualTo("state 9");
  }

  @Test
  void aTenantAtItsLimitIsThrottledAndNoOtherIs() throws Exception {
    store("t|other:free");
    try (var connection = Databases.connect(settings.asOwner());
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE snapshot IN ACCESS EXCLUSIVE MODE");
      var running = snapshots.latestSnapshot("t|greedy:1");
      while (Databases.query(settings, "SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty()) {
        Thread.onSpinWait();
      }
      var waiting = snapshots.latestSnapshot("t|greedy:2");
      var other = snapshots.latestSnapshot("t|other:free");
      assertThatThrownBy(() -> get(snapshots.latestSnapshot("t|greedy:3")))
          .isInstanceOf(Throttled.class)
          .hasMessageContaining("tenant greedy is at its limit 'troupe.journal.read.max-waiting'");
      connection.rollback();
      assertThat(get(running).isEmpty()).isTrue();
      assertThat(get(waiting).isEmpty()).isTrue();
      assertThat(get(other).get()._2()).isEqualTo("state 9");
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return FutureConverters.asJava(future).toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
