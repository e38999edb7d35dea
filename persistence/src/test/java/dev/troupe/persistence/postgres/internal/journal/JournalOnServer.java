package dev.troupe.persistence.postgres.internal.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.Systems;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.testkit.javadsl.TestKit;
import slick.jdbc.JdbcProfile;

/** Our reader and the stock DAO on the same new tables, whose events are texts. */
final class JournalOnServer implements AutoCloseable {
  final DatabaseSettings settings;
  final ActorSystem system;
  final JournalReader reader;
  final DefaultJournalDao stock;

  /** How often the reader asked for a connection. */
  final AtomicInteger reads = new AtomicInteger();

  JournalOnServer(DatabaseSettings settings, String config) {
    this.settings = settings;
    Schema.migrate(settings);
    Config all = ConfigFactory.parseString(config).withFallback(Systems.config(settings)).resolve();
    system = ActorSystem.create("reads", all);
    var slick =
        new SlickExtensionImpl((ExtendedActorSystem) system)
            .database(all.getConfig("jdbc-journal"));
    JournalConfig journal = new JournalConfig(all.getConfig("jdbc-journal"));
    Serialization serialization = SerializationExtension.get(system);
    var materializer = SystemMaterializer.get(system).materializer();
    reader =
        new JournalReader(
            () -> {
              reads.incrementAndGet();
              return slick.database().source().createConnection();
            },
            journal,
            serialization,
            system.dispatcher(),
            materializer);
    JdbcProfile profile = slick.profile();
    stock =
        new DefaultJournalDao(
            slick.database(), profile, journal, serialization, system.dispatcher(), materializer);
  }

  /** Stores the text {@code text} as each of these events. */
  void store(String persistenceId, String text, long from, long to) throws SQLException {
    execute(
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        SELECT '%s', n, 'w', 1, '', 20, '', convert_to('%s', 'UTF8') FROM generate_series(%d, %d) n\
        """
            .formatted(persistenceId, text, from, to));
  }

  void execute(String... statements) throws SQLException {
    Databases.execute(settings, statements);
  }

  /** The first column, as text. */
  List<String> query(String sql) throws SQLException {
    return Databases.query(settings, sql);
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
