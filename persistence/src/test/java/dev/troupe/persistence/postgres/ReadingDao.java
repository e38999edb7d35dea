package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.journal.JournalReader;
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

/** Our reads, with the writes of the stock DAO. */
public final class ReadingDao implements JournalDao {
  private final DefaultJournalDao stock;
  private final JournalReader reader;

  public ReadingDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    stock = new DefaultJournalDao(database, profile, config, serialization, context, materializer);
    reader =
        new JournalReader(
            database.source()::createConnection, config, serialization, context, materializer);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    return stock.asyncWriteMessages(messages);
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long to) {
    return reader.delete(persistenceId, to);
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return reader.highestSequenceNr(persistenceId);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return reader.messages(persistenceId, from, to, max);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return reader.messagesWithBatch(persistenceId, from, to, batchSize, refresh);
  }
}
