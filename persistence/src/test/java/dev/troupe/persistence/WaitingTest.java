package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.internal.PoisonPill;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Commands that wait while an entity recovers or persists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingTest {
  private static final int MOST = 4;
  private TestNode node;

  @BeforeAll
  void start() {
    // A recovery may take as long as a test likes.
    node = new TestNode("pekko.persistence.testkit.journal.recovery-event-timeout = 1m");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private static List<CompletableFuture<EntityReply>> send(
      TestNode.Subject<Wallet> wallet, int times) {
    List<CompletableFuture<EntityReply>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(wallet.send(new Deposit(1)));
    }
    return answers;
  }

  @Test
  void asManyAsMayWaitDoAndTheNextIsThrottled() {
    var wallet = node.wallet("throttled");
    wallet.ask(new Deposit(1));
    CountDownLatch gate = node.faults.hangAt(wallet.persistenceId);
    var answers = send(wallet, 1 + MOST); // One is being persisted.
    assertThat(wallet.askInVain(new Deposit(1)))
        .isInstanceOf(Throttled.class)
        .hasMessageContaining("max-waiting");
    gate.countDown();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(TestNode.value(answers.get(i))).isEqualTo(new Balance(2 + i));
    }
    assertThat(wallet.ask(new Deposit(1))).isEqualTo(new Balance(3 + MOST));
  }

  @Test
  void theSameHoldsDuringRecovery() {
    CountDownLatch gate = node.faults.hangAt("wallet|acme:recovers");
    var wallet = node.wallet("recovers");
    var answers = send(wallet, MOST);
    assertThat(wallet.askInVain(new Deposit(1))).isInstanceOf(Throttled.class);
    gate.countDown();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(TestNode.value(answers.get(i))).isEqualTo(new Balance(1 + i));
    }
  }

  @Test
  void whoWaitsForAnEntityThatIsPassivatedIsAnswered() {
    var wallet = node.wallet("passivated");
    wallet.ask(new Deposit(1));
    CountDownLatch gate = node.faults.hangAt(wallet.persistenceId);
    var before = send(wallet, 3);
    wallet.ref.unsafeUpcast().tell(PoisonPill.instance());
    var after = send(wallet, 1);
    gate.countDown();
    for (int i = 0; i < before.size(); i++) {
      assertThat(TestNode.value(before.get(i))).isEqualTo(new Balance(2 + i));
    }
    assertThat(TestNode.failure(after.getFirst())).isInstanceOf(Unavailable.class);
    node.kit.createTestProbe().expectTerminated(wallet.ref);
  }

  @Test
  void whoWaitsForAnEntityThatIsPassivatedBeforeItRecoveredIsAnswered() {
    CountDownLatch gate = node.faults.hangAt("wallet|acme:early");
    var wallet = node.wallet("early");
    var before = send(wallet, 2);
    wallet.ref.unsafeUpcast().tell(PoisonPill.instance());
    var after = send(wallet, 1);
    gate.countDown();
    for (int i = 0; i < before.size(); i++) {
      assertThat(TestNode.value(before.get(i))).isEqualTo(new Balance(1 + i));
    }
    assertThat(TestNode.failure(after.getFirst())).isInstanceOf(Unavailable.class);
  }

  @Test
  void whoWaitsForAnEntityThatIsStoppedIsAnswered() {
    var wallet = node.wallet("stopped");
    wallet.ask(new Deposit(1));
    CountDownLatch gate = node.faults.hangAt(wallet.persistenceId);
    var answers = send(wallet, 1 + MOST);
    // Only now is it certain that all have arrived.
    assertThat(wallet.askInVain(new Deposit(1))).isInstanceOf(Throttled.class);
    node.kit.stop(wallet.ref);
    for (var answer : answers) {
      assertThat(TestNode.failure(answer))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("the entity stopped");
    }
    gate.countDown();
  }

  @Test
  void moreThanPekkoStashesCanNotBeConfigured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            EntitySettings.of(
                ConfigFactory.parseString("troupe.entity.max-waiting = 5000")
                    .withFallback(ConfigFactory.load())))
        .withMessageContaining("4096, was 5000");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            EntitySettings.of(
                ConfigFactory.parseString("troupe.entity.keep-snapshots = 0")
                    .withFallback(ConfigFactory.load())))
        .withMessageContaining("troupe.entity.keep-snapshots must be at least 1, was 0");
  }
}
