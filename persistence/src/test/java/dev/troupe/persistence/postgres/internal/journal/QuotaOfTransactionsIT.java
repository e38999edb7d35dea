package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.CompanionsIT.ending;
import static dev.troupe.persistence.postgres.internal.journal.CompanionsIT.entry;
import static dev.troupe.persistence.postgres.internal.journal.CompanionsIT.forgetting;
import static dev.troupe.persistence.postgres.internal.journal.CompanionsIT.setting;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Schedule;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.ReminderLimit;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.StorageQuotas;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.ReminderStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.util.Try;

/** What the quota of reminders is told of transactions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaOfTransactionsIT {
  private static final String A = "wallet|acme:a";
  private static final String B = "wallet|acme:b";
  private static final TenantId ACME = TenantId.of("acme");

  private EmbeddedPostgres server;
  private JournalOnTables journal;
  private ReminderQuota quota;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  private DatabaseSettings schema() {
    return server.settings().withSchema("quota_" + tests);
  }

  @BeforeEach
  void open() {
    tests++;
    journal = new JournalOnTables(schema(), "");
    StorageQuotas.on(Adapter.toTyped(journal.system)).use(new ReminderLimit(100_000));
    quota = ReminderQuota.on(Adapter.toTyped(journal.system));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void write(AtomicWrite... writes) throws Exception {
    assertThat(get(journal.write(writes))).allMatch(Try::isSuccess);
  }

  private long generation() throws Exception {
    return Long.parseLong(journal.query("SELECT generation FROM reminder").getFirst());
  }

  /** How many the tenant may still set; that is asked for, and given back. */
  private int room() {
    int room = 0;
    for (int step = 1 << 20; step > 0; step /= 2) {
      try {
        quota.add(ACME, step);
        room += step;
      } catch (Throttled e) {
        assertThat(e.allowed()).isEqualTo(quota.limit(ACME));
      }
    }
    quota.giveBack(ACME, room, System.nanoTime());
    return room;
  }

  /** As an entity does: asks the quota first, and then has the journal write. */
  private void writeWithin(AtomicWrite write, int reminders) throws Exception {
    quota.add(ACME, reminders);
    write(write);
  }

  @Test
  void theQuotaIsToldHowManyRemindersATransactionReallyAdds() throws Exception {
    Schedule hourly = Schedule.every(Duration.ofHours(1));
    int all = room();
    writeWithin(entry(A, 1, setting("end", hourly)), 1);
    assertThat(room()).isEqualTo(all - 1);
    for (int i = 2; i < 10; i++) {
      writeWithin(entry(A, i, setting("end", hourly)), 1);
      assertThat(room()).isEqualTo(all - 1);
    }
    writeWithin(entry(B, 1, setting("end", hourly)), 1);
    assertThat(room()).isEqualTo(all - 2);
    write(entry(B, 2, forgetting("end")), entry(B, 3, forgetting("never-was")));
    assertThat(room()).isEqualTo(all - 1);
  }

  @Test
  void theQuotaIsToldOfWhatEndsAndOfWhatIsSetAsItFires() throws Exception {
    int all = room();
    Attachments end = setting("end", Schedule.every(Duration.ofHours(1)));
    writeWithin(entry(A, 1, end), 1);
    long first = generation();
    Optional<Instant> next = Optional.of(Instant.parse("2030-01-01T00:00:00Z"));
    write(entry(A, 2, ending(new Delivery.OfReminder("end", first, 0, next))));
    assertThat(room()).isEqualTo(all - 1);
    write(entry(A, 3, end.consuming(new Delivery.OfReminder("end", first, 1, next), true)));
    assertThat(room()).isEqualTo(all - 1);
    long second = generation();
    var last = new Delivery.OfReminder("end", second, 0, Optional.empty());
    write(entry(A, 4, end.consuming(last, true)));
    assertThat(room()).isEqualTo(all - 1);
    long third = generation();
    write(entry(A, 5, ending(new Delivery.OfReminder("end", third, 0, Optional.empty()))));
    assertThat(room()).isEqualTo(all);
  }

  @Test
  void theQuotaGetsBackWhatALateDeliveryWouldHaveSet() throws Exception {
    int all = room();
    Attachments late =
        setting("other", Schedule.every(Duration.ofHours(1)))
            .consuming(new Delivery.OfReminder("end", 1, 0, Optional.empty()), true);
    quota.add(ACME, 1);
    assertThat(refusal(journal.write(entry(A, 1, late))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
    assertThat(room()).isEqualTo(all);
  }

  @Test
  void aTenantIsNeverAboveItsLimitWhileTheTableIsCounted() throws Exception {
    StorageQuotas.on(Adapter.toTyped(journal.system)).use(new ReminderLimit(150));
    int set = 20; // So many that the tenant is never forgotten.
    for (int i = 1; i <= set; i++) {
      writeWithin(entry(A, i, setting("r-" + i, Schedule.every(Duration.ofHours(1)))), 1);
    }
    AtomicBoolean isCounting = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> counts = threads.submit(() -> count(isCounting));
      List<Future<Integer>> setters =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> set("wallet|acme:s-" + i)))
              .toList();
      try {
        for (Future<Integer> each : setters) {
          set += each.get(120, TimeUnit.SECONDS);
        }
      } finally {
        isCounting.set(false);
      }
      counts.get(120, TimeUnit.SECONDS);
    }
    assertThat(set).isEqualTo(150);
    assertThat(journal.query("SELECT count(*) FROM reminder")).containsExactly("150");
  }

  private void count(AtomicBoolean isCounting) {
    try (ReminderStore store = ReminderStore.open(schema(), 1)) {
      while (isCounting.get()) {
        quota.counted(ACME, store.count(ACME, 1_000));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Sets reminders until the limit is seen often; how many. */
  private int set(String id) {
    int set = 0;
    int refused = 0;
    while (refused < 1_000) {
      try {
        writeWithin(
            entry(id, set + 1, setting("r-" + set, Schedule.every(Duration.ofHours(1)))), 1);
        set++;
      } catch (Throttled full) {
        refused++;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return set;
  }
}
