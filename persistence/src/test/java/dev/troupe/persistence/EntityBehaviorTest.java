package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Spread;
import dev.troupe.persistence.Wallet.Touch;
import dev.troupe.persistence.Wallet.Withdraw;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An entity while its journal and its code work as they should, or fail for a moment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntityBehaviorTest {
  private TestNode node;

  @BeforeAll
  void start() {
    node = new TestNode("");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void persistsAndReplies() {
    var wallet = node.wallet("persists");
    assertThat(wallet.ask(new Deposit(5))).isEqualTo(new Balance(5));
    assertThat(wallet.ask(new Spread(List.of(1L, 2L)))).isEqualTo(new Balance(8));
    assertThat(TestNode.join(wallet.send(new Withdraw(9))))
        .isEqualTo(
            new EntityReply.Answered(
                "wallet", "withdraw", new Reply.Rejected<>("overdrawn", "acme:persists holds 8")));
    assertThat(wallet.persisted()).isEqualTo(3);
  }

  @Test
  void aRestartKeepsTheStateAndTheReceipts() {
    var wallet = node.wallet("restarts");
    assertThat(wallet.ask(new Deposit(5), "id-1")).isEqualTo(new Balance(5));
    assertThat(wallet.ask(new Touch(), "id-2")).isEqualTo(Done.DONE);
    var next = wallet.restart();
    assertThat(next.ask(new Deposit(1))).isEqualTo(new Balance(6));
    assertThat(next.ask(new Deposit(5), "id-1")).isEqualTo(new Balance(5));
    assertThat(next.ask(new Touch(), "id-2")).isEqualTo(Done.DONE);
    assertThat(next.persisted()).isEqualTo(3);
  }

  @Test
  void saysThatItIsUnusedBeforeItAnswersIfNothingIsStoredOfIt() {
    AtomicInteger unused = new AtomicInteger();
    var wallet =
        node.start(
            Wallet.TYPE,
            Wallet.key("unused"),
            EventSourcedBehaviors.create(
                Wallet.TYPE, Wallet.key("unused"), unused::incrementAndGet));
    wallet.ask(new GetBalance());
    assertThat(unused.get()).isEqualTo(1);
    wallet.ask(new Touch());
    assertThat(unused.get()).isEqualTo(2);
    wallet.ask(new Deposit(1));
    wallet.ask(new GetBalance());
    assertThat(unused.get()).isEqualTo(2);
  }

  @Test
  void anEntryOfFollowupsAloneIsPersistedAndReadBack() {
    var errand = node.start(Errand.TYPE, Wallet.key("reminds"));
    assertThat(errand.ask(new Errand.Remind("daily"))).isEqualTo(Done.DONE);
    assertThat(errand.persisted()).isEqualTo(1);
    var next = errand.restart();
    assertThat(next.ask(new Errand.Tick("a"))).isEqualTo(Done.DONE);
    assertThat(next.persisted()).isEqualTo(2);
  }

  @Test
  void aSnapshotHoldsStateAndReceiptsAndIsUsed() {
    var wallet = node.wallet("snapshots");
    wallet.ask(new Deposit(1), "id-1");
    wallet.ask(new Deposit(2));
    wallet.ask(new Deposit(3));
    var stored = node.snapshots.persistedInStorage(wallet.persistenceId);
    assertThat(stored).hasSize(1);
    EntityState<?> state = (EntityState<?>) stored.getFirst().second();
    assertThat(state.state().orElseThrow()).isEqualTo(new Wallet.State(6));
    assertThat(state.receipts().size()).isEqualTo(1);
    node.journal.clearByIdPreservingSeqNumbers(wallet.persistenceId);
    var next = wallet.restart();
    assertThat(next.ask(new GetBalance())).isEqualTo(new Balance(6));
    assertThat(next.ask(new Deposit(1), "id-1")).isEqualTo(new Balance(1));
    assertThat(next.persisted()).isZero();
  }

  @Test
  void snapshotsBeyondThoseToKeepAreDeletedAndEventsAreNot() {
    var wallet = node.wallet("keeps");
    for (int i = 0; i < 12; i++) {
      wallet.ask(new Deposit(1));
    }
    node.kit
        .createTestProbe()
        .awaitAssert(() -> {
          assertThat(node.snapshots.persistedInStorage(wallet.persistenceId))
              .extracting(stored -> stored.first().sequenceNr())
              .contains(12L)
              .doesNotContain(3L);
          return true;
        });
    assertThat(wallet.persisted()).isEqualTo(12);
  }

  @Test
  void aFailedWriteIsToldAndTheEntityGoesOnWithWhatTheJournalHolds() {
    var wallet = node.wallet("fails");
    wallet.ask(new Deposit(5), "id-1");
    node.faults.failWrites(wallet.persistenceId, 1, new IllegalStateException("disk full"));
    assertThat(TestNode.failure(wallet.send(new Deposit(7), "id-2")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("disk full");
    assertThat(wallet.ask(new GetBalance())).isEqualTo(new Balance(5));
    assertThat(wallet.ask(new Deposit(7), "id-2")).isEqualTo(new Balance(12));
    assertThat(wallet.persisted()).isEqualTo(2);
  }

  @Test
  void whatWaitsBehindAFailedWriteIsDoneAfterTheRestart() {
    var wallet = node.wallet("waits");
    wallet.ask(new Deposit(1));
    node.faults.failWrites(wallet.persistenceId, 1, new IllegalStateException("disk full"));
    var gate = node.faults.hangAt(wallet.persistenceId);
    var failing = wallet.send(new Deposit(10));
    var second = wallet.send(new Deposit(2));
    var third = wallet.send(new GetBalance());
    gate.countDown();
    assertThat(TestNode.failure(failing)).isInstanceOf(Unavailable.class);
    assertThat(TestNode.value(second)).isEqualTo(new Balance(3));
    assertThat(TestNode.value(third)).isEqualTo(new Balance(3));
  }

  @Test
  void theJournalsLateAnswersDoNotHoldUpWhatWaits() {
    var wallet = node.wallet("late");
    wallet.ask(new Deposit(1));
    node.faults.failWrites(wallet.persistenceId, 1, new IllegalStateException("disk full"));
    // The journal answers three times, and the entity restarts at the first.
    var failing = wallet.send(new Spread(List.of(1L, 2L, 3L)));
    assertThat(TestNode.failure(failing)).isInstanceOf(Unavailable.class);
    assertThat(wallet.ask(new GetBalance())).isEqualTo(new Balance(1));
  }

  @Test
  void aRejectedWriteIsToldAndStopsTheEntity() {
    var wallet = node.wallet("rejected");
    node.faults.rejectWrites(wallet.persistenceId, 1, new IllegalStateException("no thanks"));
    assertThat(wallet.askInVain(new Deposit(7)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("no thanks");
    node.kit.createTestProbe().expectTerminated(wallet.ref);
    assertThat(wallet.restart().ask(new GetBalance())).isEqualTo(new Balance(0));
  }

  @Test
  void commandsWaitWhileTheJournalIsAwayAndAreDoneWhenItIsBack() {
    var wallet = node.wallet("away");
    wallet.ask(new Deposit(5));
    node.faults.failRecoveries(wallet.persistenceId, 2, new TimeoutException("no connection"));
    var next = wallet.restart();
    var first = next.send(new Deposit(1));
    var second = next.send(new Deposit(2));
    assertThat(TestNode.value(first)).isEqualTo(new Balance(6));
    assertThat(TestNode.value(second)).isEqualTo(new Balance(8));
  }

  @Test
  void whoeverWaitsIsToldWhenTheEntityGivesUp() {
    var wallet = node.wallet("gives-up");
    node.faults.failRecoveries(wallet.persistenceId, 99, new TimeoutException("no connection"));
    var next = wallet.restart();
    var first = next.send(new Deposit(1));
    var second = next.send(new Deposit(2));
    assertThat(TestNode.failure(first)).isInstanceOf(Unavailable.class);
    assertThat(TestNode.failure(second)).isInstanceOf(Unavailable.class);
    node.kit.createTestProbe().expectTerminated(next.ref);
    assertThat(node.faults.recoveries(next.persistenceId)).isGreaterThanOrEqualTo(4);
    node.faults.failRecoveries(wallet.persistenceId, 0, new TimeoutException());
    assertThat(next.restart().ask(new Deposit(1))).isEqualTo(new Balance(1));
  }

  @Test
  void aReplayThatHangsStopsTheEntity() {
    var wallet = node.wallet("hangs");
    wallet.ask(new Deposit(5));
    node.kit.stop(wallet.ref);
    var gate = node.faults.hangAt(wallet.persistenceId);
    var next = node.wallet("hangs");
    assertThat(next.askInVain(new Deposit(1)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("Replay timed out");
    gate.countDown();
    node.kit.createTestProbe().expectTerminated(next.ref);
    assertThat(next.restart().ask(new GetBalance())).isEqualTo(new Balance(5));
  }

  @Test
  void whatNobodyWaitsForIsNotDone() {
    var wallet = node.wallet("expired");
    TestProbe<EntityReply> gone = node.kit.createTestProbe();
    wallet.ref.tell(
        EntityEnvelope.of(
            "wallet", Wallet.key("expired"), new Deposit(5), Duration.ofMillis(-1), gone.getRef()));
    assertThat(wallet.ask(new GetBalance())).isEqualTo(new Balance(0));
    assertThat(wallet.persisted()).isZero();
  }

  @Test
  void codeThatFailsIsToldAndChangesNothing() {
    var rogue = node.start(Rogue.TYPE, Wallet.key("rogue"));
    rogue.ask(new Rogue.Add("a"));
    for (Rogue.How how : Rogue.How.values()) {
      assertThat(rogue.askInVain(new Rogue.Fail(how)).isOutcomeUnknown()).as(how.name()).isFalse();
      assertThat(rogue.ask(new Rogue.GetItems()))
          .as(how.name())
          .isEqualTo(new Rogue.Items(List.of("a")));
      rogue = rogue.restart();
    }
    assertThat(rogue.askInVain(new Rogue.GetAdded())).isInstanceOf(Broken.class);
    assertThat(rogue.persisted()).isEqualTo(1);
  }

  @Test
  void survivesPekkosOwnSerializationChecks() {
    EventSourcedBehaviorTestKit<EntityEnvelope, JournalEntry, EntityState<Wallet.State>> kit =
        EventSourcedBehaviorTestKit.create(
            node.kit.system(), EventSourcedBehaviors.create(Wallet.TYPE, Wallet.key("checked")));
    var result =
        kit.<EntityReply>runCommand(replyTo ->
            EntityEnvelope.of(
                "wallet", Wallet.key("checked"), new Deposit(5), Duration.ofSeconds(9), replyTo));
    assertThat(result.event().event()).contains(new Wallet.Deposited(5));
    assertThat(result.state().state()).contains(new Wallet.State(5));
    assertThat(kit.restart().state().state()).contains(new Wallet.State(5));
    // The kit resets the journal's policy.
    node.journal.withPolicy(node.faults);
  }
}
