package dev.troupe.persistence.postgres.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.feed.Feed;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.feed.SliceStatus.State;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.feed.ProjectionSlice.Instance;
import dev.troupe.persistence.postgres.feed.ProjectionSlice.Next;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every event takes effect once, whatever happens between the handler and the commit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectionIT {
  private static final Feed<Wallet.Event> FEED = Feed.of(Wallet.Event.class);
  private static final int BATCH = 10;

  private final Events events = new Events();
  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private FeedWakeup wakeup;
  private FeedDatabase database;
  private Connection writing;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    events.close();
    server.close();
  }

  @BeforeEach
  void useASchemaOfItsOwn() throws SQLException {
    settings = server.settings().withSchema("projection_" + ++tests);
    Schema.migrate(settings);
    Databases.execute(
        settings.asOwner(),
        "CREATE TABLE sums (id text PRIMARY KEY, cents bigint, n bigint)",
        "GRANT ALL ON sums TO " + settings.user());
    wakeup = FeedWakeup.start(settings, Duration.ofMillis(1));
    database = FeedDatabase.of(settings, 4, wakeup);
    writing = Databases.connect(settings);
  }

  @AfterEach
  void close() throws SQLException {
    writing.close();
    database.close();
    wakeup.close();
  }

  private static void add(Connection connection, FeedEvent<Wallet.Event> event)
      throws SQLException {
    String sql =
        "INSERT INTO sums AS s VALUES (?, ?, 1) ON CONFLICT (id) DO UPDATE"
            + " SET cents = s.cents + excluded.cents, n = s.n + 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, event.key().encoded());
      statement.setLong(2, ((Wallet.Deposited) event.event()).cents());
      statement.executeUpdate();
    }
  }

  private static Projection<Wallet.Event> sums() {
    return Projection.of("sums", FEED, ProjectionIT::add)
        .slices(1)
        .emptiedBy(connection -> connection.createStatement().execute("DELETE FROM sums"));
  }

  private ProjectionSlice<Wallet.Event> slice(Projection<Wallet.Event> projection, int number) {
    return database.slice(
        projection, events.stored(), new Instance(number, "node", BATCH, 10 * BATCH));
  }

  private ProjectionControl control(Projection<Wallet.Event> projection) {
    return database.control(projection, events.stored());
  }

  private void deposit(int count) throws SQLException {
    for (int i = 1; i <= count; i++) {
      events.deposit(writing, "acme:w" + i % 7, next("wallet|acme:w" + i % 7), i);
    }
  }

  private long next(String id) throws SQLException {
    return Long.parseLong(
        Databases.query(
                settings,
                "SELECT count(*) + 1 FROM event_journal WHERE persistence_id = '%s'".formatted(id))
            .getFirst());
  }

  private static Next run(ProjectionSlice<?> slice) throws SQLException {
    Next next = Next.GO_ON;
    while (next == Next.GO_ON) {
      next = slice.step();
    }
    return next;
  }

  /** Runs although steps fail, as its actor does. */
  private static Next runStubbornly(ProjectionSlice<?> slice) {
    for (int failures = 0; failures < 50; failures++) {
      try {
        return run(slice);
      } catch (SQLException | IllegalStateException e) {
        assertThat(e.getMessage()).contains("projection 'sums' slice 0");
      }
    }
    throw new AssertionError("still fails");
  }

  private void everySumIsExact(int count) throws SQLException {
    assertThat(Databases.query(settings, "SELECT sum(n) || ' ' || sum(cents) FROM sums"))
        .containsExactly("%d %d".formatted(count, count * (count + 1) / 2));
  }

  @Test
  void appliesEachEventOnceAndGoesOnWhereItWas() throws SQLException {
    deposit(25);
    events.receipt(writing, "acme:w1", 100);
    assertThat(run(slice(sums(), 0))).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(25);
    assertThat(run(slice(sums(), 0))).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(25);
  }

  @Test
  void aConnectionThatIsKilledInTheHandlerUndoesAllOfItsBatch() throws SQLException {
    AtomicInteger calls = new AtomicInteger();
    Projection<Wallet.Event> dying =
        Projection.of(
                "sums",
                FEED,
                (Connection connection, FeedEvent<Wallet.Event> event) -> {
                  add(connection, event);
                  if (calls.incrementAndGet() % 13 == 0) {
                    connection
                        .createStatement()
                        .execute("SELECT pg_terminate_backend(pg_backend_pid())");
                  }
                })
            .slices(1);
    deposit(60);
    assertThat(runStubbornly(slice(dying, 0))).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(60);
    assertThat(calls).as("calls, since some were undone").hasValueGreaterThan(60);
  }

  @Test
  void twoInstancesAtOnceApplyEachEventOnce() throws Exception {
    List<Future<Next>> instances = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        ProjectionSlice<?> slice = slice(sums(), 0);
        instances.add(
            threads.submit(() -> {
              Next next = Next.GO_ON;
              while (!Databases.query(settings, "SELECT sum(n) FROM sums").contains("300")) {
                next = run(slice);
              }
              return next;
            }));
      }
      deposit(300);
      for (Future<Next> each : instances) {
        assertThat(each.get()).isNotEqualTo(Next.WAIT_FOR_AN_OPERATOR);
      }
    }
    everySumIsExact(300);
  }

  @Test
  void anInstanceThatWasOvertakenWhileItHandledDoesNothing() throws SQLException {
    deposit(5);
    ProjectionSlice<Wallet.Event> moved = slice(sums(), 0);
    Projection<Wallet.Event> late =
        Projection.inBatches(
            "sums", FEED, (connection, batch) -> add(connection, batch.getFirst()));
    ProjectionSlice<Wallet.Event> stale = slice(late.slices(1), 0);
    run(moved);
    everySumIsExact(5);
    assertThat(run(stale)).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(5);
  }

  @Test
  void aHandlerCantEndTheTransaction() throws SQLException {
    deposit(1);
    Projection<Wallet.Event> commits =
        Projection.of(
                "sums",
                FEED,
                (Connection connection, FeedEvent<Wallet.Event> event) -> {
                  add(connection, event);
                  connection.commit();
                })
            .slices(1);
    assertThat(runStubbornly(slice(commits, 0))).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    assertThat(Databases.query(settings, "SELECT n FROM sums")).isEmpty();
    assertThat(control(commits).status().getFirst().reason())
        .contains("'commit' was called on a connection whose transaction is not the caller's");
  }

  @Test
  void anEventThatTheHandlerCantTakeParksItsSliceWithAllBeforeItApplied() throws SQLException {
    AtomicInteger refused = new AtomicInteger(17);
    Projection<Wallet.Event> picky =
        Projection.of(
                "sums",
                FEED,
                (Connection connection, FeedEvent<Wallet.Event> event) -> {
                  if (((Wallet.Deposited) event.event()).cents() == refused.get()) {
                    throw new IllegalStateException("no " + refused + " here");
                  }
                  add(connection, event);
                })
            .slices(1);
    deposit(25);
    ProjectionSlice<Wallet.Event> slice = slice(picky, 0);
    assertThat(runStubbornly(slice)).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    everySumIsExact(16);
    SliceStatus parked = control(picky).status().getFirst();
    assertThat(parked.state()).isEqualTo(State.FAILED);
    assertThat(parked.reason()).contains("acme:w3").contains("no 17 here");
    assertThat(parked.lag().events()).isEqualTo(9);
    assertThat(run(slice)).as("without an operator").isEqualTo(Next.WAIT_FOR_AN_OPERATOR);

    refused.set(0);
    control(picky).resume();
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(25);
  }

  @Test
  void anEventThatCantBeReadParksItsSliceAndIsSkippedByAnOperator() throws SQLException {
    deposit(12);
    events.insert(writing, "wallet|acme:bad", 1, "wallet/vanished#1", new byte[] {1, 2});
    events.deposit(writing, "acme:w0", next("wallet|acme:w0"), 13);
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    everySumIsExact(12);
    assertThat(control(sums()).status().getFirst().reason())
        .startsWith("can't be read: wallet|acme:bad, sequence number 1")
        .contains("vanished");
    control(sums()).skip();
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(13);
  }

  @Test
  void isPausedAndResumed() throws SQLException {
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    deposit(3);
    run(slice);
    control(sums()).pause();
    deposit(2);
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    assertThat(control(sums()).status())
        .singleElement()
        .satisfies(status -> {
          assertThat(status.state()).isEqualTo(State.PAUSED);
          assertThat(status.lag().events()).isEqualTo(2);
          assertThat(status.lag().age()).isGreaterThan(Duration.ZERO);
          assertThat(status.node()).isEqualTo("node");
        });
    assertThat(Databases.query(settings, "SELECT sum(n) FROM sums")).containsExactly("3");
    control(sums()).resume();
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_EVENTS);
    assertThat(Databases.query(settings, "SELECT sum(n) FROM sums")).containsExactly("5");
    assertThat(control(sums()).status().getFirst().lag()).isEqualTo(SliceStatus.Lag.NONE);
  }

  @Test
  void isRewoundToTheStartWithItsViewEmptied() throws SQLException {
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    deposit(15);
    run(slice);
    control(sums()).rewind(FeedPosition.START);
    slice.refresh();
    assertThat(Databases.query(settings, "SELECT n FROM sums")).isEmpty();
    assertThat(control(sums()).status().getFirst().lag().events()).isEqualTo(15);
    run(slice);
    everySumIsExact(15);
  }

  @Test
  void isRewoundToAPositionAndTakesWhatFollowsAgain() throws SQLException {
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    deposit(4);
    run(slice);
    FeedPosition four = control(sums()).status().getFirst().position();
    deposit(2);
    run(slice);
    control(sums()).pause();
    control(sums()).rewind(four);
    assertThat(control(sums()).status().getFirst().state()).isEqualTo(State.PAUSED);
    control(sums()).resume();
    slice.refresh();
    run(slice);
    assertThat(Databases.query(settings, "SELECT sum(n) FROM sums")).containsExactly("8");
  }

  @Test
  void refusesAnotherNumberOfSlicesUnlessItIsRewound() throws SQLException {
    deposit(30);
    Projection<Wallet.Event> two = sums().slices(2);
    run(slice(two, 0));
    Projection<Wallet.Event> three = sums().slices(3);
    assertThat(run(slice(three, 0))).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    assertThat(control(three).status())
        .hasSize(3)
        .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.FAILED))
        .first()
        .satisfies(status ->
            assertThat(status.reason())
                .isEqualTo(
                    "is stored as '2' slices of the events of 'wallet', expected '3' of 'wallet'; rewind it to the start"));
    control(three).rewind(FeedPosition.START);
    for (int slice = 0; slice < 3; slice++) {
      assertThat(run(slice(three, slice))).isEqualTo(Next.WAIT_FOR_EVENTS);
    }
    everySumIsExact(30);
    assertThat(run(slice(two, 1))).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
  }

  @Test
  void staysPausedWhenItsSlicesAreCutAnew() throws SQLException {
    deposit(3);
    control(sums()).pause();
    control(sums()).rewind(FeedPosition.START);
    Projection<Wallet.Event> two = sums().slices(2);
    assertThat(run(slice(two, 0))).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    assertThat(control(two).status())
        .hasSize(2)
        .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.PAUSED));
    control(two).resume();
    run(slice(two, 0));
    run(slice(two, 1));
    everySumIsExact(3);
  }

  @Test
  void takesWholeBatchesAgainAfterItWasRewound() throws SQLException {
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean fails = new AtomicBoolean(true);
    Projection<Wallet.Event> unlucky =
        Projection.<Wallet.Event>inBatches(
                "sums",
                FEED,
                (connection, batch) -> {
                  calls.incrementAndGet();
                  if (fails.get()) {
                    throw new IllegalStateException("unlucky");
                  }
                })
            .slices(1)
            .emptiedBy(connection -> {});
    ProjectionSlice<Wallet.Event> slice = slice(unlucky, 0);
    deposit(BATCH);
    assertThat(runStubbornly(slice)).isEqualTo(Next.WAIT_FOR_AN_OPERATOR);
    fails.set(false);
    deposit(1);
    // On by two, still one by one.
    control(unlucky).skip();
    slice.refresh();
    slice.step();
    control(unlucky).rewind(FeedPosition.START);
    slice.refresh();
    calls.set(0);
    run(slice);
    assertThat(calls).hasValue(2);
  }

  @Test
  void rowsOfOthersMoveThePositionOn() throws SQLException {
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    run(slice);
    for (int i = 1; i <= 250; i++) {
      events.insert(writing, "other|acme:x", i, "other/happened#1", new byte[0]);
    }
    run(slice);
    assertThat(control(sums()).status().getFirst().position()).isEqualTo(FeedPosition.START);
    slice.refresh();
    FeedPosition kept = control(sums()).status().getFirst().position();
    assertThat(kept.xid()).isGreaterThan(250);
    deposit(3);
    run(slice);
    everySumIsExact(3);
  }

  @Test
  void aDatabaseThatIsAwayFailsTheStepAndNoEvent() throws SQLException {
    deposit(3);
    ProjectionSlice<Wallet.Event> slice = slice(sums(), 0);
    server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
    try {
      assertThatThrownBy(slice::step).isInstanceOf(SQLException.class);
    } finally {
      server.start();
    }
    writing = Databases.connect(settings);
    assertThat(run(slice)).isEqualTo(Next.WAIT_FOR_EVENTS);
    everySumIsExact(3);
  }
}
