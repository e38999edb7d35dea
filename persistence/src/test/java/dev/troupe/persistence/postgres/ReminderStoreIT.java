package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Schedule;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.ReminderStore.Move;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Claims;
import dev.troupe.persistence.postgres.StoredReminders.Listed;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The table of reminders under claims, on a real server; the rows are written as plain SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReminderStoreIT {
  private static final Duration LONG = Duration.ofHours(1);
  private static final TenantId ACME = TenantId.of("acme");

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private ReminderStore store;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    settings = server.settings().withSchema("reminders_" + ++tests);
    Schema.migrate(settings);
    store = ReminderStore.open(settings, 4);
  }

  @AfterEach
  void closeConnections() {
    store.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** As many reminders of a tenant, due so many seconds from now. */
  private void insert(String tenant, int count, int seconds) throws SQLException {
    Databases.execute(
        settings,
        """
        INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)
        SELECT 'wallet|%s:w-' || n, 'daily', 'every PT24H', 'all 24', 'command:wallet/touch',
          '\\xbfff', clock_timestamp() + (%d * interval '1 second') + n * interval '1 microsecond'
        FROM generate_series(1, %d) n
        """
            .formatted(tenant, seconds, count));
  }

  private Claims claim(int most) throws SQLException {
    return store.claim(most, most, Map.of(), LONG);
  }

  private static Map<String, Long> byTenant(Claims claims) {
    return claims.claimed().stream()
        .collect(Collectors.groupingBy(each -> each.id().tenant().value(), Collectors.counting()));
  }

  @Test
  void whatIsDueIsCountedUpToABoundUntilItIsClaimed() throws Exception {
    assertThat(store.backlog()).isEqualTo(new Backlog(0, Duration.ZERO, 0));
    insert("acme", 3, -60);
    insert("beta", 2, 600);
    assertThat(store.backlog().count()).isEqualTo(3);
    assertThat(store.backlog().overdue()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(5));
    claim(10);
    assertThat(store.backlog().count()).isZero();
    insert("zeta", Backlog.MOST + 5, -1);
    assertThat(store.backlog().count()).isEqualTo(Backlog.MOST);
  }

  private List<String> column(String column) throws SQLException {
    return Databases.query(settings, "SELECT " + column + " FROM reminder ORDER BY persistence_id");
  }

  private static ReminderId id(String entity) {
    return new ReminderId("wallet", EntityKey.of(ACME, entity), "daily");
  }

  @Test
  void whatIsDueIsClaimedOnceWithAllThatAFiringNeeds() throws Exception {
    insert("acme", 1, -90);
    insert("other", 1, 3600);
    Claims claims = claim(10);
    assertThat(claims.claimed()).hasSize(1);
    assertThat(claims.untilNext()).isZero();
    Claimed claimed = claims.claimed().getFirst();
    assertThat(claimed.id()).isEqualTo(id("w-1"));
    assertThat(claimed.progress().occurrence()).isZero();
    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(claimed.command().manifest()).isEqualTo("command:wallet/touch");
    assertThat(claimed.command().fields()).containsExactly(0xbf, 0xff);
    assertThat(claimed.times().parsed())
        .isEqualTo(
            Schedule.every(Duration.ofHours(24)).withCatchUp(dev.troupe.model.CatchUp.all(24)));
    assertThat(claimed.now()).isAfter(claimed.times().due());
    assertThat(claimed.leaseEnd()).isEqualTo(claimed.now().plus(LONG));
    Claims none = claim(10);
    assertThat(none.claimed()).isEmpty();
    assertThat(none.untilNext()).isPositive().isLessThanOrEqualTo(LONG);
  }

  @Test
  void anEmptyTableIsLookedAtAgainWithinADay() throws Exception {
    assertThat(claim(10)).isEqualTo(new Claims(List.of(), Duration.ofDays(1)));
  }

  @Test
  void aLeaseThatEndedLetsAnotherClaim() throws Exception {
    insert("acme", 3, -1);
    List<Claimed> first = store.claim(10, 10, Map.of(), Duration.ZERO).claimed();
    List<Claimed> second = claim(10).claimed();
    assertThat(second).hasSize(3);
    // Who held it first has no say any more.
    for (Claimed late : first) {
      store.refused(late, LONG);
      store.park(late, "late");
    }
    assertThat(column("attempt")).containsOnly("1");
    assertThat(column("parked")).containsOnly("null");
  }

  @Test
  void noTwoNodesClaimTheSame() throws Exception {
    insert("acme", 700, -1);
    insert("other", 300, -1);
    List<Future<List<Claimed>>> nodes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<List<Claimed>> node =
          () -> {
            List<Claimed> mine = new ArrayList<>();
            for (Claims next = claim(16); !next.claimed().isEmpty(); next = claim(16)) {
              mine.addAll(next.claimed());
            }
            return mine;
          };
      for (int i = 0; i < 4; i++) {
        nodes.add(threads.submit(node));
      }
    }
    List<ReminderId> all = new ArrayList<>();
    for (Future<List<Claimed>> node : nodes) {
      node.get().forEach(each -> all.add(each.id()));
    }
    Set<ReminderId> distinct = new HashSet<>(all);
    assertThat(all).hasSize(distinct.size());
    // A claim may have come away empty because others had locked what it saw.
    claim(1000).claimed().forEach(each -> assertThat(distinct.add(each.id())).isTrue());
    assertThat(distinct).hasSize(1000);
  }

  @Test
  void aTenantWithABacklogHidesNobody() throws Exception {
    insert("noisy", 20_000, -3600);
    insert("acme", 3, -1);
    insert("other", 30, -1);
    assertThat(byTenant(claim(60))).isEqualTo(Map.of("noisy", 20L, "acme", 3L, "other", 20L));
    assertThat(byTenant(claim(60))).isEqualTo(Map.of("noisy", 30L, "other", 10L));
    assertThat(byTenant(claim(60))).isEqualTo(Map.of("noisy", 60L));
  }

  @Test
  void whatATenantHasInFlightCountsForIt() throws Exception {
    insert("acme", 20, -1);
    insert("other", 20, -1);
    Claims claims = store.claim(20, 8, Map.of("acme", 8, "other", 3), LONG);
    assertThat(byTenant(claims)).isEqualTo(Map.of("other", 5L));
  }

  @Test
  void theOldestOfATenantComeFirst() throws Exception {
    insert("acme", 50, -1);
    assertThat(claim(3).claimed())
        .extracting(each -> each.id().key().id())
        .containsExactlyInAnyOrder("w-1", "w-2", "w-3");
  }

  @Test
  void aTimeIsMovedOnWithoutAFiring() throws Exception {
    insert("acme", 2, -10);
    List<Claimed> claimed = claim(10).claimed();
    store.move(
        claimed.stream()
            .map(each -> new Move(each, each.now().plus(Duration.ofHours(5))))
            .toList());
    assertThat(column("occurrence")).containsOnly("1");
    assertThat(column("claimed_until")).containsOnly("null");
    assertThat(column("ready > clock_timestamp()")).containsOnly("t");
    // Once only.
    store.move(claimed.stream().map(each -> new Move(each, each.now())).toList());
    assertThat(column("occurrence")).containsOnly("1");
    assertThat(claim(10).claimed()).isEmpty();
  }

  @Test
  void whatIsReleasedIsTriedAgainAndARefusalCounts() throws Exception {
    insert("acme", 1, -1);
    Claimed first = claim(10).claimed().getFirst();
    store.release(first, Duration.ZERO);
    Claimed second = claim(10).claimed().getFirst();
    assertThat(second.attempt()).isEqualTo(1);
    store.refused(second, Duration.ZERO);
    Claimed third = claim(10).claimed().getFirst();
    assertThat(third.attempt()).isEqualTo(2);
    assertThat(third.progress()).isEqualTo(first.progress());
    store.release(third, LONG);
    assertThat(claim(10).claimed()).isEmpty();
  }

  @Test
  void whatIsParkedWaitsForAnOperator() throws Exception {
    insert("acme", 2, -1);
    for (Claimed each : claim(10).claimed()) {
      store.park(each, each.id().key().id() + " " + "x".repeat(2000));
    }
    assertThat(claim(10).claimed()).isEmpty();
    assertThat(claim(10).untilNext()).isEqualTo(Duration.ofDays(1));
    List<Listed> listed = store.list(ACME, Optional.empty(), 10);
    assertThat(listed).extracting(Listed::id).containsExactly(id("w-1"), id("w-2"));
    assertThat(listed.getFirst().parked().orElseThrow()).startsWith("w-1 xx").hasSize(1000);
    assertThat(store.retry(id("w-1"))).isTrue();
    assertThat(store.retry(id("w-1"))).isFalse();
    assertThat(claim(10).claimed()).extracting(Claimed::id).containsExactly(id("w-1"));
  }

  @Test
  void aTenantsAreListedPageByPageAndCancelled() throws Exception {
    insert("acme", 5, 3600);
    insert("other", 5, -1);
    List<ReminderId> seen = new ArrayList<>();
    Function<List<Listed>, Optional<ReminderId>> last =
        page -> page.isEmpty() ? Optional.empty() : Optional.of(page.getLast().id());
    for (List<Listed> page = store.list(ACME, Optional.empty(), 2);
        !page.isEmpty();
        page = store.list(ACME, last.apply(page), 2)) {
      page.forEach(each -> seen.add(each.id()));
    }
    assertThat(seen).containsExactly(id("w-1"), id("w-2"), id("w-3"), id("w-4"), id("w-5"));
    Listed first = store.list(ACME, Optional.empty(), 1).getFirst();
    assertThat(first.schedule()).isEqualTo("every PT24H");
    assertThat(first.catchUp()).isEqualTo("all 24");
    assertThat(first.parked()).isEmpty();
    assertThat(store.cancel(id("w-1"))).isTrue();
    assertThat(store.cancel(id("w-1"))).isFalse();
    assertThat(store.count(ACME, 100).reminders()).isEqualTo(4);
    assertThat(store.count(ACME, 3).reminders()).isEqualTo(3);
    assertThat(store.count(TenantId.of("nobody"), 3).reminders()).isZero();
  }

  @Test
  void aReminderThatWasSetAgainIsNotMovedByAFormerFiring() throws Exception {
    insert("acme", 1, -1);
    Claimed former = claim(10).claimed().getFirst();
    Databases.execute(settings, "DELETE FROM reminder");
    insert("acme", 1, -1);
    store.move(List.of(new Move(former, former.now().plus(LONG))));
    store.park(former, "too late");
    assertThat(column("occurrence")).containsExactly("0");
    assertThat(column("parked")).containsExactly("null");
  }
}
