package dev.troupe.persistence.postgres.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** What the feed promises, on a real server, with transactions that end in any order. */
class FeedOrderIT {
  private static final int WRITERS = 5;
  private static final FeedPosition BEGIN = FeedPosition.START;

  private static final Events EVENTS = new Events();
  private static final Path DIRECTORY = temporary();
  private static final EmbeddedPostgres SERVER = Databases.in(DIRECTORY).start();

  static {
    Schema.migrate(SERVER.settings());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("feed-order-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void stop() throws IOException {
    EVENTS.close();
    SERVER.close();
    try (Stream<Path> all = Files.walk(DIRECTORY)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static DatabaseSettings emptyJournal() throws SQLException {
    DatabaseSettings settings = SERVER.settings();
    Databases.execute(settings.asOwner(), "DELETE FROM event_journal");
    return settings;
  }

  /** Reads on whenever it is told, in pieces that are as small as can be. */
  private static final class Follower {
    private final FeedReader<Wallet.Event> reader;
    private final List<FeedEvent<Wallet.Event>> read = new ArrayList<>();
    private FeedPosition position = BEGIN;

    Follower(int slice, int slices, int scan) {
      reader = new FeedReader<>(EVENTS.stored(), slice, slices, scan);
    }

    void readAll(Connection connection, int most) throws SQLException {
      for (boolean more = true; more; ) {
        FeedBatch<Wallet.Event> batch = reader.read(connection, position, most);
        assertThat(batch.unreadable()).isEmpty();
        assertThat(batch.end()).isGreaterThanOrEqualTo(position);
        read.addAll(batch.events());
        position = batch.end();
        more = batch.then() == FeedBatch.Then.MORE;
      }
    }

    List<String> positions() {
      return read.stream().map(each -> each.position().toString()).toList();
    }
  }

  private static List<String> committed(DatabaseSettings settings) throws SQLException {
    return Databases.query(
        settings,
        "SELECT transaction_id || '/' || ordering FROM event_journal"
            + " WHERE event_ser_manifest <> 'wallet/.receipt' AND persistence_id LIKE 'wallet|%'"
            + " ORDER BY transaction_id, ordering");
  }

  /**
   * Each number is a writer and what it does next: most write an event, some commit, roll back, or
   * let the follower read.
   */
  @Property(tries = 100)
  void whateverTheOrderOfCommitsEachEventIsReadOnceAndInOrder(
      @ForAll @Size(min = 10, max = 80)
          List<@IntRange(min = 0, max = WRITERS * 10 - 1) Integer> story,
      @ForAll @IntRange(min = 1, max = 4) int most,
      @ForAll @IntRange(min = 4, max = 9) int scan)
      throws SQLException {
    DatabaseSettings settings = emptyJournal();
    Follower follower = new Follower(0, 1, scan);
    Connection[] writers = new Connection[WRITERS];
    long[] numbers = new long[WRITERS];
    long[] durable = new long[WRITERS];
    try (Connection reading = Databases.connect(settings)) {
      for (int i = 0; i < WRITERS; i++) {
        writers[i] = Databases.connect(settings);
        writers[i].setAutoCommit(false);
        try (Statement statement = writers[i].createStatement()) {
          // A commit is one for others to see before it is on the disk; that is all this is about.
          statement.execute("SET SESSION synchronous_commit = off");
        }
        writers[i].commit();
      }
      for (int step : story) {
        int writer = step % WRITERS;
        switch (step / WRITERS) {
          case 0 -> {
            writers[writer].commit();
            durable[writer] = numbers[writer];
          }
          case 1 -> {
            writers[writer].rollback();
            numbers[writer] = durable[writer];
          }
          case 2, 3 -> follower.readAll(reading, most);
          case 4 -> EVENTS.receipt(writers[writer], "acme:w" + writer, ++numbers[writer]);
          case 5 ->
              EVENTS.insert(
                  writers[writer], "other|acme:w" + writer, ++numbers[writer], "x", new byte[0]);
          default -> EVENTS.deposit(writers[writer], "acme:w" + writer, ++numbers[writer], 1);
        }
      }
      for (Connection writer : writers) {
        writer.commit();
      }
      follower.readAll(reading, most);
    } finally {
      for (Connection writer : writers) {
        writer.close();
      }
    }
    assertThat(follower.positions()).isEqualTo(committed(settings));
    everyEntityIsInItsOrder(follower.read);
  }

  @Example
  void writersAtFullSpeedAndOneThatTakesItsTimeLoseNothing() throws Exception {
    DatabaseSettings settings = emptyJournal();
    CountDownLatch halfWay = new CountDownLatch(WRITERS * 50);
    Follower follower = new Follower(0, 1, 50);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection reading = Databases.connect(settings);
        Connection slow = Databases.connect(settings)) {
      slow.setAutoCommit(false);
      EVENTS.deposit(slow, "globex:slow", 1, 1);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        running.add(threads.submit(() -> write(settings, writer, halfWay)));
      }
      halfWay.await();
      follower.readAll(reading, 7);
      assertThat(follower.read).as("events behind a transaction that runs").isEmpty();
      slow.commit();
      while (!running.stream().allMatch(Future::isDone)) {
        follower.readAll(reading, 7);
      }
      for (Future<?> each : running) {
        each.get();
      }
      follower.readAll(reading, 7);
    }
    assertThat(follower.positions()).isEqualTo(committed(settings)).hasSizeGreaterThan(500);
    everyEntityIsInItsOrder(follower.read);
  }

  private static Object write(DatabaseSettings settings, int writer, CountDownLatch halfWay)
      throws SQLException {
    Random random = new Random(writer);
    long number = 0;
    try (Connection connection = Databases.connect(settings)) {
      connection.setAutoCommit(false);
      for (int transaction = 0; transaction < 100; transaction++) {
        int size = 1 + random.nextInt(5);
        for (int i = 1; i <= size; i++) {
          EVENTS.deposit(connection, "acme:w" + writer, number + i, 1);
        }
        if (random.nextInt(4) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          number += size;
        }
        halfWay.countDown();
      }
    }
    return number;
  }

  @Example
  void everyEntityIsInOneSliceAndAllSlicesTogetherAreTheFeed() throws SQLException {
    DatabaseSettings settings = emptyJournal();
    try (Connection connection = Databases.connect(settings)) {
      for (int i = 0; i < 300; i++) {
        EVENTS.deposit(connection, "acme:w" + i % 100, 1 + i / 100, 1);
      }
      for (int slices : new int[] {1, 2, 3, 7, 256}) {
        List<String> positions = new ArrayList<>();
        String[] owner = new String[100];
        for (int slice = 0; slice < slices; slice++) {
          Follower follower = new Follower(slice, slices, 40);
          follower.readAll(connection, 10);
          positions.addAll(follower.positions());
          for (FeedEvent<?> event : follower.read) {
            int wallet = Integer.parseInt(event.key().id().substring(1));
            String here = "slice " + slice;
            assertThat(owner[wallet]).isIn(null, here);
            owner[wallet] = here;
          }
        }
        assertThat(positions).containsExactlyInAnyOrderElementsOf(committed(settings));
        assertThat(Arrays.stream(owner).distinct().count())
            .as("slices that have something to do")
            .isGreaterThan(Math.min(slices, owner.length) / 2);
      }
    }
  }

  private static void everyEntityIsInItsOrder(List<FeedEvent<Wallet.Event>> read) {
    for (int writer = 0; writer < WRITERS; writer++) {
      String id = "w" + writer;
      assertThat(read.stream().filter(e -> e.key().id().equals(id)).map(FeedEvent::sequenceNumber))
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }
}
