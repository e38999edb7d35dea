package dev.troupe.persistence.postgres;

import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.postgres.internal.journal.JournalWrites;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * The journal of Pekko Persistence JDBC on PostgreSQL: group commit, fair between tenants, in which
 * a write is refused alone, and one transaction for an event and all that is committed with it.
 *
 * <p>Persistence JDBC makes it by the name in {@code jdbc-journal.dao}. With {@code
 * troupe.journal.dao = stock} it passes everything on to the stock DAO. Thread-safe.
 */
public final class PostgresJournalDao implements JournalDao {
  private final JournalDao stock;
  private final @Nullable JournalWrites writes;

  /** The constructor that Persistence JDBC looks for. */
  public PostgresJournalDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    stock = new DefaultJournalDao(database, profile, config, serialization, context, materializer);
    writes =
        JournalSettings.of(materializer.system().settings().config()).isStock()
            ? null
            : JournalWrites.start(materializer.system(), database, config, serialization);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    return writes == null ? stock.asyncWriteMessages(messages) : writes.write(messages);
  }

  /** Who reads and deletes. */
  private JournalDao reads() {
    return stock;
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long to) {
    return reads().delete(persistenceId, to);
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return reads().highestSequenceNr(persistenceId, from);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return reads().messages(persistenceId, from, to, max);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return reads().messagesWithBatch(persistenceId, from, to, batchSize, refresh);
  }
}
