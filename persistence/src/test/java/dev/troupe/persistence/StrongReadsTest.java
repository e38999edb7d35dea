package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Failure;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Withdraw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An entity that another one has replaced without its knowing, and what it answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrongReadsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final AtomicBoolean hasReasonToDoubt = new AtomicBoolean();
  private TestNode node;

  @BeforeAll
  void start() {
    // As many as are asked while they are written to, however far the answers lag behind.
    node = new TestNode("troupe.entity.max-waiting = 100");
    Doubts.on(node.kit.system()).use(hasReasonToDoubt::get);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private CompletableFuture<EntityReply> askStrongly(
      TestNode.Subject<Wallet> wallet, String id, Wallet.Command<?> command) {
    return AskPattern.<EntityEnvelope, EntityReply>ask(
            wallet.ref,
            replyTo ->
                EntityEnvelope.of("wallet", Wallet.key(id), command, PATIENCE, replyTo)
                    .with(Freshness.STRONG),
            PATIENCE,
            node.kit.system().scheduler())
        .toCompletableFuture();
  }

  /** One of 5, whose 5 another has made 12 meanwhile. */
  private TestNode.Subject<Wallet> replaced(String id) {
    var old = node.wallet(id);
    assertThat(old.ask(new Deposit(5))).isEqualTo(new Balance(5));
    assertThat(node.wallet(id).ask(new Deposit(7))).isEqualTo(new Balance(12));
    return old;
  }

  private static void isRefusedForAnotherNode(Failure failure) {
    assertThat(failure)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("another node has written entry '2', and this one knows of '1'");
  }

  @Test
  void theUsualReadOfOneThatWasReplacedIsOld() {
    assertThat(replaced("usual").ask(new GetBalance())).isEqualTo(new Balance(5));
  }

  @Test
  void aStrongReadOfOneThatWasReplacedIsRefusedAndItReadsItsStreamAgain() {
    var old = replaced("strong");
    isRefusedForAnotherNode(TestNode.failure(askStrongly(old, "strong", new GetBalance())));
    assertThat(old.ask(new GetBalance())).isEqualTo(new Balance(12));
  }

  @Test
  void aNoOfOneThatWasReplacedIsRefusedToo() {
    var old = replaced("no");
    isRefusedForAnotherNode(TestNode.failure(askStrongly(old, "no", new Withdraw(6))));
    assertThat(TestNode.value(askStrongly(old, "no", new Withdraw(6)))).isEqualTo(new Balance(6));
  }

  @Test
  void aNodeThatHasReasonToDoubtRefusesWhatIsOld() {
    var old = replaced("doubted");
    hasReasonToDoubt.set(true);
    try {
      isRefusedForAnotherNode(old.askInVain(new GetBalance()));
      assertThat(old.ask(new GetBalance())).isEqualTo(new Balance(12));
    } finally {
      hasReasonToDoubt.set(false);
    }
  }

  @Test
  void aStrongReadOfTheOnlyOneIsAnsweredWhileItIsWrittenTo() {
    var wallet = node.wallet("only");
    assertThat(TestNode.value(askStrongly(wallet, "only", new GetBalance())))
        .isEqualTo(new Balance(0));
    List<CompletableFuture<EntityReply>> writes = new ArrayList<>();
    List<CompletableFuture<EntityReply>> reads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(wallet.send(new Deposit(1)));
      reads.add(askStrongly(wallet, "only", new GetBalance()));
      TestNode.join(writes.getLast());
    }
    for (int i = 0; i < 20; i++) {
      assertThat(((Balance) TestNode.value(reads.get(i))).cents()).isGreaterThan(i);
    }
  }

  @Test
  void aStrongReadThatTheJournalDoesNotAnswerIsRefused() {
    var wallet = node.wallet("silent");
    assertThat(wallet.ask(new Deposit(5))).isEqualTo(new Balance(5));
    int before = node.faults.recoveries(wallet.persistenceId);
    node.faults.failRecoveries(wallet.persistenceId, 1, new IllegalStateException("away"));
    assertThat(TestNode.failure(askStrongly(wallet, "silent", new GetBalance())))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the database could not say");
    assertThat(wallet.ask(new GetBalance())).isEqualTo(new Balance(5));
    assertThat(node.faults.recoveries(wallet.persistenceId))
        .as("asked once, and not read again")
        .isEqualTo(before + 1);
  }
}
