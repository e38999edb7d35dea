package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.internal.EntityBehavior;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.testkit.ReadSnapshot;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An entity that can't be recovered. */
class QuarantineTest {
  private static final EntityKey BAD = Wallet.key("bad");
  private static final String BAD_ID = "wallet|acme:bad";
  private static final String LONG = "troupe.entity.quarantine = 1h";

  private static void spoil(TestNode node, int times) {
    node.faults.failRecoveries(BAD_ID, times, new UnreadableMessage("no event is called 'x'"));
  }

  @Test
  void anEntityThatCanNotBeReadStopsAtOnceAndSaysWhy() {
    try (TestNode node = new TestNode(LONG)) {
      spoil(node, 99);
      var gate = node.faults.hangAt(BAD_ID);
      var bad = node.start(Wallet.TYPE, BAD);
      var answers = IntStream.range(0, 3).mapToObj(i -> bad.send(new Deposit(i))).toList();
      gate.countDown();
      for (var answer : answers) {
        assertThat(TestNode.failure(answer))
            .hasMessageContaining("wallet|acme:bad: can't be recovered: no event is called 'x'")
            .isInstanceOfSatisfying(
                Unavailable.class,
                failure -> assertThat(failure.retryAfter()).contains(Duration.ofHours(1)));
      }
      node.kit.createTestProbe().expectTerminated(bad.ref);
      assertThat(node.faults.recoveries(BAD_ID)).isEqualTo(1);
    }
  }

  @Test
  void whatCanNotBeReadIsNotInTheLogNorInTheAnswer() {
    try (TestNode node = new TestNode(LONG)) {
      ListAppender<ILoggingEvent> lines = new ListAppender<>();
      Logger log = (Logger) LoggerFactory.getLogger(EntityBehavior.class);
      lines.start();
      log.setLevel(Level.ERROR);
      log.addAppender(lines);
      node.faults.failRecoveries(
          BAD_ID,
          9,
          new UnreadableMessage("'name' can't be read", new IllegalStateException("said-3f9a")));
      assertThat(node.askAsItStarts(Wallet.TYPE, BAD, new Deposit(1)))
          .hasMessageContaining("'name' can't be read")
          .hasMessageNotContaining("said-3f9a");
      log.detachAppender(lines);
      log.setLevel(Level.OFF);
      assertThat(lines.list)
          .filteredOn(line -> line.getLevel() == Level.ERROR)
          .singleElement()
          .satisfies(line -> {
            assertThat(line.getFormattedMessage()).contains("can't be recovered: 'name' can't");
            assertThat(line.getThrowableProxy()).isNull();
          });
    }
  }

  @Test
  void untilItIsOverTheJournalIsNotAskedAgainAndNoOtherIsConcerned() {
    try (TestNode node = new TestNode(LONG)) {
      spoil(node, 99);
      node.askAsItStarts(Wallet.TYPE, BAD, new Deposit(1));
      for (int i = 0; i < 3; i++) {
        var refusing = node.start(Wallet.TYPE, BAD);
        assertThat(refusing.askInVain(new Deposit(1)))
            .isInstanceOf(Unavailable.class)
            .hasMessageContaining("can't be recovered: no event is called 'x'");
        assertThat(refusing.askInVain(new GetBalance())).isInstanceOf(Unavailable.class);
        node.kit.stop(refusing.ref);
      }
      assertThat(node.faults.recoveries(BAD_ID)).isEqualTo(1);
      assertThat(node.wallet("good").ask(new Deposit(1))).isEqualTo(new Balance(1));
    }
  }

  @Test
  void afterwardsItIsTriedAgain() {
    try (TestNode node = new TestNode("troupe.entity.quarantine = 300ms")) {
      spoil(node, 1);
      node.askAsItStarts(Wallet.TYPE, BAD, new Deposit(1));
      // The one that refuses stops by itself, and the next command finds the entity.
      node.kit.createTestProbe().expectTerminated(node.start(Wallet.TYPE, BAD).ref);
      assertThat(node.wallet("bad").ask(new Deposit(1))).isEqualTo(new Balance(1));
    }
  }

  @Test
  void aTenantWithTooManyRecoveriesIsToldSoAndMayTryAgain() {
    try (TestNode node = new TestNode(LONG)) {
      Throttled full = new Throttled("tenant acme", "max-waiting", 2, Duration.ofSeconds(1));
      node.faults.failRecoveries(BAD_ID, 1, full);
      assertThat(node.askAsItStarts(Wallet.TYPE, BAD, new Deposit(1))).isSameAs(full);
      assertThat(node.wallet("bad").ask(new Deposit(1))).isEqualTo(new Balance(1));
    }
  }

  @Test
  void anEventOnWhichTheCodeFailsIsNoReasonToTryAgain() {
    try (TestNode node = new TestNode(LONG)) {
      for (Rogue.How how : List.of(Rogue.How.THROW_IN_EVOLVE, Rogue.How.OVERFLOW_IN_EVOLVE)) {
        EntityKey key = Wallet.key(how.name());
        JournalEntry entry =
            new JournalEntry(
                "rogue",
                Optional.of(new Rogue.Failed(how)),
                Optional.empty(),
                Attachments.NONE,
                new byte[0]);
        node.journal.persistForRecovery("rogue|" + key.encoded(), List.of(entry));
        assertThat(node.askAsItStarts(Rogue.TYPE, key, new Rogue.GetItems()))
            .isInstanceOf(Unavailable.class)
            .hasMessageContaining("can't be recovered");
        assertThat(node.start(Rogue.TYPE, key).askInVain(new Rogue.GetItems()))
            .isInstanceOf(Unavailable.class);
        assertThat(node.faults.recoveries("rogue|" + key.encoded())).isEqualTo(1);
      }
    }
  }

  @Test
  void anUnreadableSnapshotFallsBackToTheEventsIfItIsOptional() {
    String optional =
        "pekko.persistence.testkit.snapshotstore.pluginid.snapshot-is-optional = true";
    try (TestNode node = new TestNode(optional)) {
      var wallet = node.wallet("w-1");
      for (int i = 0; i < 4; i++) {
        wallet.ask(new Deposit(1), "id-" + i);
      }
      failSnapshots(node);
      var next = wallet.restart();
      assertThat(next.ask(new Deposit(1), "id-0")).isEqualTo(new Balance(1));
      assertThat(next.ask(new GetBalance())).isEqualTo(new Balance(4));
    }
  }

  @Test
  void anUnreadableSnapshotQuarantinesIfItIsNot() {
    try (TestNode node = new TestNode(LONG)) {
      var wallet = node.wallet("w-1");
      for (int i = 0; i < 4; i++) {
        wallet.ask(new Deposit(1));
      }
      failSnapshots(node);
      var failing = wallet.restart();
      node.kit.createTestProbe().expectTerminated(failing.ref);
      assertThat(failing.restart().askInVain(new GetBalance()))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("no snapshot");
    }
  }

  private static void failSnapshots(TestNode node) {
    node.snapshots.failNextNOpsCond(
        (id, operation) -> operation instanceof ReadSnapshot,
        9,
        new UnreadableMessage("no snapshot"));
  }
}
