package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxWalk.Found;
import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a look at the outbox costs, however much waits there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxWalkIT {
  private static final String BUSY = "transfer|acme:busy";
  private static final String QUIET = "transfer|acme:quiet";
  private static final int BACKLOG = 20_000;
  private static final int SENDERS = 20_000;

  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeAll
  void fill(@TempDir Path directory) throws Exception {
    server = Databases.in(directory).start();
    settings = server.settings();
    Schema.migrate(settings);
    // The planner is to know nothing of it.
    Databases.execute(settings.asOwner(), "ALTER TABLE outbox SET (autovacuum_enabled = off)");
    Databases.execute(
        settings,
        insert(BUSY, String.valueOf(Slices.of(BUSY)), "0", BACKLOG),
        insert(QUIET, String.valueOf(Slices.of(QUIET)), "0", 1),
        // As many senders, each of which waits for a receiver that did not answer.
        insert("transfer|late:t-' || n || '", "n % 256", "60", SENDERS),
        insert("transfer|late:well", "255", "0", 1));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String insert(String sender, String slice, String secondsToWait, int rows) {
    return """
    INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload, due)
    SELECT '%s', %s, 'account', 'acme:a-1', 'command:account/deposit', '\\x0102',
      now() + interval '%s seconds'
    FROM generate_series(1, %d) n
    """
        .formatted(sender, slice, secondsToWait, rows);
  }

  private interface Look<T> {
    T at(OutboxStore outbox) throws Exception;
  }

  private record Cost<T>(T result, long rows) {}

  /** On a connection of its own, which counts its rows when it ends. */
  private <T> Cost<T> costOf(Look<T> look) throws Exception {
    long before = looked();
    T result;
    try (OutboxStore outbox = OutboxStore.open(settings, 1)) {
      result = look.at(outbox);
    }
    awaitNoConnection();
    return new Cost<>(result, looked() - before);
  }

  private void awaitNoConnection() throws Exception {
    try (Connection connection = Databases.connect(settings);
        var statement = connection.createStatement()) {
      String others =
          "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
              + " AND pid <> pg_backend_pid()";
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (true) {
        try (var rows = statement.executeQuery(others)) {
          rows.next();
          if (rows.getInt(1) == 0) {
            return;
          }
        }
        assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      }
    }
  }

  private long looked() throws Exception {
    return Long.parseLong(
        Databases.query(
                settings,
                "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables"
                    + " WHERE relname = 'outbox'")
            .getFirst());
  }

  private static Turn turn(String tenant, Place after, int steps) {
    return new Turn(tenant, after, steps, 100, 1_000_000);
  }

  @Test
  void aSendersBacklogIsNotLookedAt() throws Exception {
    Cost<Found> cost =
        costOf(
            outbox -> outbox.walk(List.of(turn("acme", Place.before(0), 100)), 255, Unwanted.NONE));
    assertThat(cost.result().heads())
        .extracting(Waiting::sender)
        .containsExactlyInAnyOrder(BUSY, QUIET);
    assertThat(cost.result().cutOff()).isEmpty();
    assertThat(cost.rows()).as("rows, each twice").isBetween(2L, 6L);
  }

  @Test
  void norIsItOnceItsFirstMessageIsUnderWay() throws Exception {
    Unwanted busy = new Unwanted(Set.of(BUSY), Set.of(), Set.of());
    Cost<Found> cost =
        costOf(outbox -> outbox.walk(List.of(turn("acme", Place.before(0), 100)), 255, busy));
    assertThat(cost.result().heads()).extracting(Waiting::sender).containsExactly(QUIET);
    assertThat(cost.rows()).isBetween(2L, 6L);
  }

  @Test
  void norIsItWhenTenantsOrTheNextMessageAreLookedFor() throws Exception {
    Cost<List<String>> tenants = costOf(outbox -> outbox.tenants("", 10));
    assertThat(tenants.result()).containsExactly("acme", "late");
    assertThat(tenants.rows()).isBetween(2L, 6L);
    Cost<List<Waiting>> next =
        costOf(outbox ->
            outbox.next(
                outbox
                    .walk(List.of(turn("acme", Place.before(0), 100)), 255, Unwanted.NONE)
                    .heads()));
    assertThat(next.result()).hasSize(2);
    assertThat(next.rows()).isBetween(4L, 12L);
  }

  @Test
  void noMoreSendersThanItsShareAreLookedAtAndTheOthersInTheirTurn() throws Exception {
    int steps = 2_000;
    Place after = Place.before(0);
    for (int turns = 0; turns < SENDERS / steps; turns++) {
      Place from = after;
      Cost<Found> cost =
          costOf(outbox -> outbox.walk(List.of(turn("late", from, steps)), 255, Unwanted.NONE));
      assertThat(cost.rows()).isBetween((long) steps, steps + 5L);
      assertThat(cost.result().heads()).isEmpty();
      after = cost.result().cutOff().getOrDefault("late", from);
    }
    Place last = after;
    Cost<Found> cost =
        costOf(outbox -> outbox.walk(List.of(turn("late", last, steps)), 255, Unwanted.NONE));
    assertThat(cost.result().heads())
        .extracting(Waiting::sender)
        .containsExactly("transfer|late:well");
  }

  @Test
  void anOperatorSeesTheFirstMessagesWithoutTheBacklog() throws Exception {
    Cost<Integer> cost = costOf(outbox -> outbox.tried(TenantId.of("acme"), 0, 0, 10).size());
    assertThat(cost.result()).isEqualTo(2);
    assertThat(cost.rows()).isBetween(2L, 6L);
  }
}
