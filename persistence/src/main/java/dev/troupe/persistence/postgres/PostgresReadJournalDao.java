package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.journal.EventQueries;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.ReadJournalConfig;
import org.apache.pekko.persistence.jdbc.query.dao.DefaultReadJournalDao;
import org.apache.pekko.persistence.jdbc.query.dao.ReadJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import scala.Option;
import scala.Tuple2;
import scala.Tuple3;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.util.Try;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * What the queries of Pekko Persistence JDBC read, opened where it is sealed; set as {@code
 * jdbc-read-journal.dao}.
 *
 * <p>In the place of an event whose key was destroyed they get a {@link
 * dev.troupe.persistence.Tombstone}. Ids and sequence numbers are read as stock does. Thread-safe.
 */
public final class PostgresReadJournalDao implements ReadJournalDao {
  private final ReadJournalDao stock;
  private final EventQueries events;

  /** The constructor that Persistence JDBC looks for. */
  public PostgresReadJournalDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      ReadJournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    stock =
        new DefaultReadJournalDao(database, profile, config, serialization, context, materializer);
    events =
        new EventQueries(
            database.source()::createConnection, config, serialization, context, materializer);
  }

  @Override
  public Source<String, NotUsed> allPersistenceIdsSource(long max) {
    return stock.allPersistenceIdsSource(max);
  }

  @Override
  public Source<Try<Tuple3<PersistentRepr, Set<String>, Object>>, NotUsed> eventsByTag(
      String tag, long offset, long maxOffset, long max) {
    return events.tagged(tag, offset, maxOffset, max);
  }

  @Override
  public Source<Object, NotUsed> journalSequence(long offset, long limit) {
    return stock.journalSequence(offset, limit);
  }

  @Override
  public Future<Option<Object>> lastPersistenceIdSequenceNumber(String persistenceId) {
    return stock.lastPersistenceIdSequenceNumber(persistenceId);
  }

  @Override
  public Future<Object> maxJournalSequence() {
    return stock.maxJournalSequence();
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return events.messages(persistenceId, from, to, max);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return events.messagesWithBatch(persistenceId, from, to, batchSize, refresh);
  }
}
