package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.Observers;
import dev.troupe.persistence.PayloadCipher.Sealer;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.feed.JournalCommits;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;

/**
 * Group commit: what waits while a transaction runs forms the next one, shared out fairly between
 * tenants. The writing half of a {@code JournalDao}.
 *
 * <p>A write is refused alone, with {@link WriteRefused} or {@link Throttled} inside of a
 * successful answer. The answer as a whole fails only if the database is the reason. Thread-safe.
 */
public final class JournalWrites {
  private final FairQueue<Write> queue;
  private final Serialization serialization;
  private final PayloadCiphers ciphers;
  private final ReminderQuota quota;
  private final CompletableFuture<Done> closed = new CompletableFuture<>();

  /** The last write of an entity that waits for a key; its next ones wait behind it. */
  private final Map<String, CompletionStage<?>> waiting = new ConcurrentHashMap<>();

  private JournalWrites(
      JournalSettings settings,
      Serialization serialization,
      PayloadCiphers ciphers,
      ReminderQuota quota) {
    this.serialization = serialization;
    this.ciphers = ciphers;
    this.quota = quota;
    this.queue =
        new FairQueue<>(
            new FairQueue.Limit(JournalSettings.ROWS_PER_TENANT, settings.rowsPerTenant()),
            new FairQueue.Limit(JournalSettings.BYTES_PER_TENANT, settings.bytesPerTenant()),
            settings::weightOf);
  }

  /** Starts the writers; they end with the actor system, after what they were given is written. */
  public static JournalWrites start(
      ActorSystem system,
      JdbcDatabaseDef database,
      JournalConfig config,
      Serialization serialization) {
    JournalSettings settings = JournalSettings.of(system.settings().config());
    ReminderQuota quota = ReminderQuota.on(Adapter.toTyped(system));
    JournalWrites writes =
        new JournalWrites(settings, serialization, PayloadCiphers.on(system), quota);
    Tables tables = Tables.in(config.eventJournalTableConfiguration().schemaName());
    Fuse fuse = JournalReads.on(system).fuse();
    Fences fences = new Fences();
    StoredNames names = StoredNames.of(tables, system);
    writes.startThreads(
        settings,
        () -> new Transaction(() -> connection(database), fuse, tables, fences, names, quota),
        commitsOf(system));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "write what the journal was given",
            writes::close);
    system.registerOnTermination(writes::close);
    return writes;
  }

  /** The pool's exceptions come without being declared. */
  private static Connection connection(JdbcDatabaseDef database) throws SQLException {
    return database.source().createConnection();
  }

  private static JournalWriter.Commits commitsOf(ActorSystem system) {
    return new Told(JournalCommits.on(system), Observers.on(system));
  }

  private record Told(JournalCommits commits, Observers observers)
      implements JournalWriter.Commits {
    @Override
    public void committed(boolean withMessages) {
      commits.committed();
      if (withMessages) {
        commits.committedMessages();
      }
    }

    @Override
    public void written(int rows, long nanos, boolean isDone) {
      observers.journal().written(rows, nanos, isDone);
    }
  }

  private void startThreads(
      JournalSettings settings, Supplier<Transaction> transactions, JournalWriter.Commits commits) {
    AtomicInteger running = new AtomicInteger(settings.writers());
    for (int i = 0; i < settings.writers(); i++) {
      JournalWriter writer = new JournalWriter(queue, settings, transactions.get(), commits);
      Thread.ofPlatform()
          .daemon()
          .name("troupe-journal-writer-" + i)
          .start(() -> {
            try {
              writer.run();
            } finally {
              if (running.decrementAndGet() == 0) {
                closed.complete(Done.done());
              }
            }
          });
    }
  }

  /** Refuses what comes from now on; done once all that came before is answered. */
  public CompletionStage<Done> close() {
    queue.close();
    return closed;
  }

  /** Writes these, each all or not at all. */
  public Future<Seq<Try<BoxedUnit>>> write(Seq<AtomicWrite> writes) {
    WriteCall call = new WriteCall(writes.size());
    for (int i = 0; i < writes.size(); i++) {
      offerWithKey(call, i, writes.apply(i));
    }
    return call.future();
  }

  /** At once if the key is at hand, as it nearly always is. */
  private void offerWithKey(WriteCall call, int index, AtomicWrite write) {
    String id = write.persistenceId();
    CompletableFuture<Optional<Sealer>> sealer =
        ciphers.sealer(Tenants.of(id)).toCompletableFuture();
    CompletionStage<?> before = waiting.get(id);
    if (before == null && sealer.isDone() && !sealer.isCompletedExceptionally()) {
      offer(call, index, write, sealer.join());
      return;
    }
    CompletionStage<?> offered =
        (before == null ? CompletableFuture.completedStage(null) : before)
            .thenCompose(any ->
                sealer.handle((found, failure) -> {
                  if (found != null) {
                    offer(call, index, write, found);
                  } else {
                    refuse(call, index, write, WriteRefused.NotSealed.of(id, failure));
                  }
                  return Done.done();
                }));
    waiting.put(id, offered);
    offered.whenComplete((done, failure) -> waiting.remove(id, offered));
  }

  private void offer(WriteCall call, int index, AtomicWrite write, Optional<Sealer> sealer) {
    try {
      queue.offer(writeOf(call, index, write, sealer));
    } catch (Throttled e) {
      refuse(call, index, write, e);
    } catch (RejectedExecutionException e) {
      call.failed(e);
    } catch (Exception e) { // Scala does not declare what a serializer throws.
      String why = "they can't be serialized: " + e;
      refuse(call, index, write, new WriteRefused.BadData(write.persistenceId(), why, e));
    }
  }

  /** What it would have set takes no room any more. */
  private void refuse(WriteCall call, int index, AtomicWrite write, Throwable cause) {
    int set = 0;
    for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
      set += plain(event).remindersSet();
    }
    if (set > 0) {
      quota.giveBack(TenantId.of(Tenants.of(write.persistenceId())), set, System.nanoTime());
    }
    call.refused(index, cause);
  }

  private Write writeOf(WriteCall call, int index, AtomicWrite write, Optional<Sealer> sealer) {
    String id = write.persistenceId();
    String tenant = Tenants.of(id);
    Optional<Sealing> sealing = sealer.map(found -> new Sealing(found, tenant, id));
    Seq<PersistentRepr> events = write.payload();
    if (events.size() == 1) {
      PersistentRepr event = events.head();
      Attachments attached = attachments(event, sealing);
      return new Write(
          call,
          index,
          List.of(row(event, sealing)),
          attached.isEmpty() ? List.of() : List.of(attached));
    }
    List<NewRow> rows = new ArrayList<>(events.size());
    List<Attachments> attachments = new ArrayList<>();
    for (PersistentRepr event : CollectionConverters.asJava(events)) {
      rows.add(row(event, sealing));
      Attachments attached = attachments(event, sealing);
      if (!attached.isEmpty()) {
        attachments.add(attached);
      }
    }
    return new Write(call, index, rows, attachments);
  }

  private NewRow row(PersistentRepr event, Optional<Sealing> sealing) {
    NewRow plain = NewRow.of(event, serialization);
    return sealing.isEmpty() ? plain : sealing.get().of(plain);
  }

  private static Attachments plain(PersistentRepr event) {
    Object payload = event.payload() instanceof Tagged tagged ? tagged.payload() : event.payload();
    return payload instanceof JournalEntry entry ? entry.attachments() : Attachments.NONE;
  }

  private static Attachments attachments(PersistentRepr event, Optional<Sealing> sealing) {
    Attachments plain = plain(event);
    return sealing.isEmpty() ? plain : sealing.get().of(plain);
  }
}
