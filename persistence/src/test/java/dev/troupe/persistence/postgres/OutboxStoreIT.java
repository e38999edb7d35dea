package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.postgres.OutboxMessages.Listed;
import dev.troupe.persistence.postgres.OutboxMessages.Refusal;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxWalk.Found;
import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxStoreIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LATER = Duration.ofHours(1);
  private static final int MOST = 2;

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private OutboxStore outbox;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    settings = server.settings().withSchema("outbox_" + ++tests);
    Schema.migrate(settings);
    outbox = OutboxStore.open(settings, 2);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void givesTheFirstMessageOfEachSenderInOrder() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    enqueue("transfer|acme:t-2", 3);
    assertThat(rows(heads())).containsExactlyInAnyOrder(1L, 3L);
    Waiting first = outbox.next(List.of(of(heads(), 1))).getFirst();
    assertThat(first).usingRecursiveComparison().isEqualTo(of(heads(), 1));
    assertThat(first.sender()).isEqualTo("transfer|acme:t-1");
    assertThat(first.receiver().encoded()).isEqualTo("acme:a-1");
    assertThat(first.command().manifest()).isEqualTo("command:account/deposit");
    assertThat(first.command().fields()).containsExactly(1, 2);
  }

  @Test
  void whatFollowsOnAMessageThatIsDoneIsTheNextOfItsSender() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    enqueue("transfer|acme:t-2", 3);
    List<Waiting> both = heads();
    Databases.execute(settings, "DELETE FROM outbox WHERE id IN (1, 3)");
    assertThat(rows(outbox.next(both))).containsExactly(2L);
    outbox.delay(new Delivery.OfMessage(2, 1), "silent", LATER);
    assertThat(outbox.next(both)).isEmpty();
  }

  @Test
  void whatWaitsIsCountedWithoutWhatIsParkedOrNotDueYet() throws Exception {
    assertThat(outbox.backlog()).isEqualTo(new Backlog(0, Duration.ZERO, 0));
    enqueue("transfer|acme:t-1", 1, 2);
    enqueue("transfer|beta:t-1", 3, 4);
    outbox.park(ACME, 2, "no");
    outbox.delay(new Delivery.OfMessage(3, 1), "silent", LATER);
    Databases.execute(settings, "UPDATE outbox SET due = due - interval '1 minute' WHERE id = 4");
    Backlog backlog = outbox.backlog();
    assertThat(backlog.count()).isEqualTo(2);
    assertThat(backlog.parked()).isEqualTo(1);
    assertThat(backlog.overdue()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(5));
    Databases.execute(
        settings,
        "INSERT INTO outbox (id, persistence_id, slice, receiver_type, receiver, manifest, payload)"
            + " SELECT 100 + n, 'transfer|acme:t-9', 0, 'account', 'acme:a-1', 'x', '\\x00'"
            + " FROM generate_series(1, 10005) n");
    assertThat(outbox.backlog().count()).isLessThanOrEqualTo(Backlog.MOST);
  }

  @Test
  void tenantsAreFoundInOrderSomeAtATime() throws Exception {
    enqueue("transfer|beta:t-1", 1, 2);
    enqueue("transfer|acme:t-1", 3);
    enqueue("transfer|zeta:t-1", 4);
    assertThat(outbox.tenants("", 2)).containsExactly("acme", "beta");
    assertThat(outbox.tenants("beta", 2)).containsExactly("zeta");
    outbox.park(TenantId.of("zeta"), 4, "no");
    assertThat(outbox.tenants("beta", 2)).isEmpty();
  }

  @Test
  void aWalkThatIsCutOffGoesOnWhereItEnded() throws Exception {
    for (int i = 0; i < 10; i++) {
      enqueue("transfer|acme:t-" + i, i);
    }
    List<Long> rows = new ArrayList<>();
    Place after = Place.before(0);
    for (int turns = 0; turns < 4; turns++) {
      Found found = walk(new Turn("acme", after, 1000, 3, 1000));
      assertThat(found.heads()).hasSize(turns < 3 ? 3 : 1);
      assertThat(found.cutOff().keySet()).hasSize(turns < 3 ? 1 : 0);
      after = found.cutOff().getOrDefault("acme", after);
      rows.addAll(rows(found.heads()));
    }
    assertThat(rows).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void aTurnEndsAfterItsBytesOrItsSteps() throws Exception {
    for (int i = 0; i < 10; i++) {
      enqueue("transfer|acme:t-" + i, i);
    }
    assertThat(walk(new Turn("acme", Place.before(0), 1000, 100, 1)).heads()).hasSize(1);
    assertThat(walk(new Turn("acme", Place.before(0), 1000, 100, 5)).heads()).hasSize(3);
    assertThat(walk(new Turn("acme", Place.before(0), 4, 100, 1000)).heads()).hasSize(4);
    Databases.execute(settings, "UPDATE outbox SET due = now() + interval '1 hour' WHERE id <> 7");
    Place after = Place.before(0);
    List<Long> rows = new ArrayList<>();
    for (int turns = 0; turns < 3; turns++) {
      Found found = walk(new Turn("acme", after, 4, 100, 1000));
      rows.addAll(rows(found.heads()));
      after = found.cutOff().getOrDefault("acme", after);
    }
    assertThat(rows).containsExactly(7L);
  }

  @Test
  void aTenantWithManyMessagesLeavesRoomForTheOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      enqueue("transfer|acme:t-" + i, i);
    }
    enqueue("transfer|zeta:t-1", 100);
    enqueue("transfer|beta:t-1", 101);
    List<Waiting> found =
        walk(turn("acme", 3), turn("beta", 3), turn("zeta", 3), turn("nobody", 3)).heads();
    assertThat(found)
        .extracting(Waiting::sender)
        .containsOnlyOnce("transfer|beta:t-1", "transfer|zeta:t-1")
        .hasSize(5);
  }

  @Test
  void whatIsNotWantedIsPassedOver() throws Exception {
    enqueue("transfer|acme:t-1", 1);
    enqueue("transfer|acme:t-2", 2);
    enqueue("transfer|acme:t-3", 3);
    Databases.execute(settings, "UPDATE outbox SET receiver = 'acme:a-9' WHERE id = 3");
    List<Turn> turns = List.of(turn("acme", 10));
    Set<String> silent = Set.of("account|acme:a-1");
    Set<String> prober = Set.of("transfer|acme:t-2");
    assertThat(rows(outbox.walk(turns, 255, new Unwanted(prober, Set.of(), Set.of())).heads()))
        .containsExactlyInAnyOrder(1L, 3L);
    assertThat(rows(outbox.walk(turns, 255, new Unwanted(Set.of(), silent, Set.of())).heads()))
        .containsExactly(3L);
    assertThat(rows(outbox.walk(turns, 255, new Unwanted(Set.of(), silent, prober)).heads()))
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void eachDelivererSeesItsSlicesAlone() throws Exception {
    enqueue("transfer|acme:t-1", 1);
    int slice = Slices.of("transfer|acme:t-1");
    assertThat(heads(slice, slice)).hasSize(1);
    assertThat(heads(slice + 1, 300)).isEmpty();
    assertThat(heads(-1, slice - 1)).isEmpty();
  }

  @Test
  void aMessageThatWaitsHoldsBackTheLaterOnesOfItsSender() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    outbox.delay(new Delivery.OfMessage(1, 1), "silent", LATER);
    assertThat(heads()).isEmpty();
    outbox.delay(new Delivery.OfMessage(1, 1), "silent", NOW);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 1));
  }

  @Test
  void aRefusedMessageIsTriedUnderAnotherNumberAndParkedInTheEnd() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    assertThat(outbox.refused(new Delivery.OfMessage(1, 1), "not-open", NOW, MOST))
        .isEqualTo(Refusal.WAITS);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    assertThat(outbox.refused(new Delivery.OfMessage(1, 1), "late", NOW, MOST))
        .isEqualTo(Refusal.GONE);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    assertThat(outbox.refused(new Delivery.OfMessage(1, 2), "x".repeat(2000), NOW, MOST))
        .isEqualTo(Refusal.PARKED);
    assertThat(rows(heads())).as("the next of the sender").containsExactly(2L);
    var parked = outbox.parked(ACME, 0, 10);
    assertThat(parked).hasSize(1);
    assertThat(parked.getFirst().reason()).hasSize(1000);
    assertThat(parked.getFirst().tries()).isEqualTo(2);
    assertThat(parked.getFirst().receiver()).isEqualTo("account|acme:a-1");
    assertThat(outbox.parked(ACME, 1, 10)).isEmpty();
    assertThat(outbox.parked(TenantId.of("other"), 0, 10)).isEmpty();
  }

  @Test
  void aParkedMessageIsReplayedUnderANewNumberOrDropped() throws Exception {
    enqueue("transfer|acme:t-1", 1);
    assertThat(outbox.replay(ACME, 1)).as("not parked").isFalse();
    outbox.refused(new Delivery.OfMessage(1, 1), "no", NOW, 1);
    assertThat(outbox.replay(TenantId.of("other"), 1)).isFalse();
    assertThat(outbox.replay(ACME, 1)).isTrue();
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    outbox.refused(new Delivery.OfMessage(1, 2), "no", NOW, 1);
    assertThat(outbox.drop(TenantId.of("other"), 1)).isFalse();
    assertThat(outbox.drop(ACME, 1)).isTrue();
    assertThat(Databases.query(settings, "SELECT id FROM outbox")).isEmpty();
  }

  @Test
  void whatWasTriedInVainIsListedUntilItIsParkedOrDropped() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    enqueue("transfer|acme:t-2", 3, 4);
    enqueue("transfer|acme:t-3", 5);
    for (int i = 0; i < 3; i++) {
      outbox.delay(new Delivery.OfMessage(1, 1), "silent", LATER);
      outbox.refused(new Delivery.OfMessage(3, 1 + i), "unreadable: new", LATER, 10);
    }
    outbox.delay(new Delivery.OfMessage(5, 1), "silent", LATER);
    List<Listed> tried = outbox.tried(ACME, 3, 0, 10);
    assertThat(tried).extracting(Listed::row).containsExactly(1L, 3L);
    assertThat(tried).extracting(Listed::tries).containsExactly(3, 3);
    assertThat(tried).extracting(Listed::reason).containsExactly("silent", "unreadable: new");
    assertThat(outbox.tried(ACME, 3, 1, 10)).extracting(Listed::row).containsExactly(3L);
    assertThat(outbox.tried(ACME, 3, 0, 1)).extracting(Listed::row).containsExactly(1L);
    assertThat(outbox.tried(TenantId.of("other"), 1, 0, 10)).isEmpty();

    assertThat(outbox.park(TenantId.of("other"), 1, "by hand")).isFalse();
    assertThat(outbox.park(ACME, 1, "by hand")).isTrue();
    assertThat(outbox.park(ACME, 1, "by hand")).as("parked by now").isFalse();
    assertThat(outbox.parked(ACME, 0, 10)).extracting(Listed::reason).containsExactly("by hand");
    assertThat(outbox.drop(TenantId.of("other"), 3)).isFalse();
    assertThat(outbox.drop(ACME, 3)).isTrue();
    assertThat(outbox.drop(ACME, 3)).as("gone by now").isFalse();
    assertThat(rows(heads())).as("the next of each sender").containsExactlyInAnyOrder(2L, 4L);
  }

  private static Waiting of(List<Waiting> heads, long row) {
    return heads.stream().filter(head -> head.delivery().row() == row).findAny().orElseThrow();
  }

  private static Turn turn(String tenant, int most) {
    return new Turn(tenant, Place.before(0), 1000, most, 1_000_000);
  }

  private Found walk(Turn... turns) throws Exception {
    return outbox.walk(List.of(turns), 255, Unwanted.NONE);
  }

  private List<Waiting> heads(int from, int to) throws Exception {
    Turn turn = new Turn("acme", Place.before(from), 1000, 100, 1_000_000);
    return outbox.walk(List.of(turn), to, Unwanted.NONE).heads();
  }

  private List<Waiting> heads() throws Exception {
    return heads(0, 255);
  }

  private static List<Long> rows(List<Waiting> heads) {
    return heads.stream().map(head -> head.delivery().row()).toList();
  }

  private void enqueue(String sender, long... rows) throws Exception {
    for (long row : rows) {
      Databases.execute(
          settings,
          "INSERT INTO outbox (id, persistence_id, slice, receiver_type, receiver, manifest, payload)"
              + " VALUES (%d, '%s', %d, 'account', 'acme:a-1', 'command:account/deposit', '\\x0102')"
                  .formatted(row, sender, Slices.of(sender)));
    }
  }
}
