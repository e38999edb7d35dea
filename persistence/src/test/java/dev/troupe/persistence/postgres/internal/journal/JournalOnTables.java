package dev.troupe.persistence.postgres.internal.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.PostgresJournalDao;
import dev.troupe.persistence.postgres.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Our DAO and the stock one on the same new tables, without an entity in between. */
final class JournalOnTables implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final DatabaseSettings settings;
  final ActorSystem system;
  final JournalDao ours;
  final JournalDao stock;

  JournalOnTables(DatabaseSettings settings, String config) {
    this.settings = settings;
    Schema.migrate(settings);
    Config all =
        ConfigFactory.parseString(config)
            .withFallback(settings.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load())
            .resolve();
    system =
        ActorSystem.create(
            "writes",
            ActorSystemSetup.create(
                BootstrapSetup.create(all), MessageSerializer.setup(MessageTypes.of(Wallet.TYPE))));
    var slick =
        new SlickExtensionImpl((ExtendedActorSystem) system)
            .database(all.getConfig("jdbc-journal"));
    JournalConfig journal = new JournalConfig(all.getConfig("jdbc-journal"));
    var serialization = SerializationExtension.get(system);
    var materializer = SystemMaterializer.get(system).materializer();
    ours =
        new PostgresJournalDao(
            slick.database(),
            slick.profile(),
            journal,
            serialization,
            system.dispatcher(),
            materializer);
    stock =
        new DefaultJournalDao(
            slick.database(),
            slick.profile(),
            journal,
            serialization,
            system.dispatcher(),
            materializer);
  }

  /** An event that is a text, or anything else. */
  static PersistentRepr event(String persistenceId, long number, Object payload) {
    return PersistentRepr.apply(
        payload, number, persistenceId, "", false, ActorRef.noSender(), "w-" + persistenceId);
  }

  static Tagged tagged(String text, String... tags) {
    return new Tagged(text, CollectionConverters.asScala(Set.of(tags)).<String>toSet());
  }

  static AtomicWrite atomic(PersistentRepr... events) {
    return new AtomicWrite(CollectionConverters.asScala(Arrays.asList(events)).toList());
  }

  static AtomicWrite text(String persistenceId, long number) {
    return atomic(event(persistenceId, number, "text " + number));
  }

  /** The answer to a call with these writes, one for each; fails as it fails. */
  CompletableFuture<List<Try<BoxedUnit>>> write(AtomicWrite... writes) {
    return FutureConverters.asJava(
            ours.asyncWriteMessages(CollectionConverters.asScala(Arrays.asList(writes)).toList()))
        .toCompletableFuture()
        .thenApply(answer -> {
          List<Try<BoxedUnit>> results = new ArrayList<>(CollectionConverters.asJava(answer));
          while (results.size() < writes.length) {
            results.add(new scala.util.Success<>(BoxedUnit.UNIT));
          }
          return results;
        });
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Why the only write of a call was refused. */
  static Throwable refusal(CompletableFuture<List<Try<BoxedUnit>>> answer) throws Exception {
    return get(answer).getFirst().failed().get();
  }

  /** What the stock DAO reads of this id. */
  List<PersistentRepr> read(String persistenceId) throws Exception {
    return get(
            stock
                .messages(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE)
                .asJava()
                .runWith(Sink.seq(), system)
                .toCompletableFuture())
        .stream()
        .map(each -> each.get()._1())
        .toList();
  }

  /** The first column, as text. */
  List<String> query(String sql) throws SQLException {
    return Databases.query(settings, sql);
  }

  void execute(String... statements) throws SQLException {
    Databases.execute(settings, statements);
  }

  void executeAsOwner(String... statements) throws SQLException {
    Databases.execute(settings.asOwner(), statements);
  }

  /** Whatever is asked while no event can be inserted, until all of it has been asked. */
  <T> T whileInsertsWait(Callable<T> asks) throws Exception {
    try (Connection lock = Databases.connect(settings.asOwner());
        var statement = lock.createStatement()) {
      lock.setAutoCommit(false);
      statement.execute("LOCK TABLE event_journal IN SHARE MODE");
      T result = asks.call();
      lock.commit();
      return result;
    }
  }

  /** Returns once this many transactions wait for the lock of {@link #whileInsertsWait}. */
  void awaitBlocked(int transactions) throws Exception {
    await(() ->
        query(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation ="
                    + " 'event_journal'::regclass")
            .equals(List.of(String.valueOf(transactions))));
  }

  /** Ends the connections that wait for the lock of {@link #whileInsertsWait}. */
  void endBlocked() throws SQLException {
    query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation ="
            + " 'event_journal'::regclass");
  }

  static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("it did not come true within " + PATIENCE);
      }
    }
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
