package dev.troupe.persistence.postgres;

import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.postgres.internal.journal.JournalReader;
import dev.troupe.persistence.postgres.internal.journal.JournalWrites;
import dev.troupe.persistence.postgres.internal.journal.SqlFailures;
import dev.troupe.persistence.postgres.internal.journal.Stages;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
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
import scala.jdk.javaapi.FutureConverters;
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
  private final JournalDao journal;

  /** The constructor that Persistence JDBC looks for. */
  public PostgresJournalDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    ActorSystem system = materializer.system();
    journal =
        JournalSettings.of(system.settings().config()).isStock()
            ? new DefaultJournalDao(database, profile, config, serialization, context, materializer)
            : new Ours(
                JournalWrites.start(system, database, config, serialization),
                new JournalReader(
                    database.source()::createConnection,
                    config,
                    serialization,
                    context,
                    materializer));
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    return journal.asyncWriteMessages(messages);
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long to) {
    return Stages.toUnit(
        FutureConverters.asJava(journal.delete(persistenceId, to))
            .exceptionallyCompose(failure ->
                CompletableFuture.failedFuture(
                    SqlFailures.isOfRights(failure)
                        ? new DeletionRefused(
                            persistenceId, to, SqlFailures.firstLine(failure), failure)
                        : failure)));
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return journal.highestSequenceNr(persistenceId, from);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return journal.messages(persistenceId, from, to, max);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return journal.messagesWithBatch(persistenceId, from, to, batchSize, refresh);
  }

  /** The two halves of the journal that is not stock. */
  private record Ours(JournalWrites writes, JournalReader reader) implements JournalDao {
    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
      return writes.write(messages);
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
}
