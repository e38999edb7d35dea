package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Withdraw;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What who watches entities sees of them. */
class EntityWatchTest {
  private final TestNode node = new TestNode("");
  private final List<String> seen = new CopyOnWriteArrayList<>();

  EntityWatchTest() {
    Observers.on(node.kit.system()).entities((type, key) -> new Seen());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private final class Seen implements EntityWatch {
    @Override
    public void recovering() {
      seen.add("recovering");
    }

    @Override
    public void evolved() {
      seen.add("evolved");
    }

    @Override
    public void recovered() {
      seen.add("recovered");
    }

    @Override
    public void recoveryFailed() {
      seen.add("recovery failed");
    }

    @Override
    public void begun(EntityEnvelope envelope) {
      seen.add("begun " + envelope.command().getClass().getSimpleName());
    }

    @Override
    public void persists(int entries) {
      seen.add("persists " + entries);
    }

    @Override
    public void answered(EntityEnvelope envelope, EntityReply reply) {
      seen.add("answered " + reply.getClass().getSimpleName());
    }

    @Override
    public void deferred() {
      seen.add("deferred");
    }

    @Override
    public void expired(EntityEnvelope envelope) {
      seen.add("expired");
    }

    @Override
    public void entered() {
      seen.add("entered");
    }

    @Override
    public void left() {
      seen.add("left");
    }
  }

  @Test
  void aCommandIsSeenFromItsBeginningToItsAnswer() {
    var wallet = node.wallet("watched");
    wallet.ask(new Deposit(5));
    assertThat(seen)
        .containsExactly(
            "recovering",
            "recovered",
            "begun Deposit",
            "persists 1",
            "left",
            "evolved",
            "answered Answered");
  }

  @Test
  void aQueryAndARejectionAreAnsweredBeforeTheThreadIsLeft() {
    var wallet = node.wallet("asked");
    wallet.ask(new GetBalance());
    TestNode.join(wallet.send(new Withdraw(9)));
    wallet.ask(new GetBalance());
    assertThat(seen)
        .containsSubsequence("begun GetBalance", "answered Answered", "left", "begun Withdraw")
        .doesNotContain("persists 1", "entered");
  }

  @Test
  void aStrongReadIsSeenToWaitForTheDatabase() {
    var wallet = node.wallet("strong");
    TestProbe<EntityReply> asker = node.kit.createTestProbe();
    wallet.ref.tell(
        EntityEnvelope.of(
                "wallet",
                Wallet.key("strong"),
                new GetBalance(),
                java.time.Duration.ofSeconds(9),
                asker.getRef())
            .with(Freshness.STRONG));
    asker.receiveMessage();
    assertThat(seen)
        .containsSubsequence(
            "begun GetBalance", "deferred", "left", "begun GetBalance", "answered Answered");
  }

  @Test
  void eventsThatAreReadAreSeenBetweenTheBeginningAndTheEndOfARecovery() {
    var wallet = node.wallet("read");
    wallet.ask(new Deposit(5));
    wallet.ask(new Deposit(6));
    seen.clear();
    wallet.restart().ask(new GetBalance());
    assertThat(List.copyOf(seen).subList(0, 5))
        .containsExactly("recovering", "evolved", "evolved", "recovered", "begun GetBalance");
  }

  @Test
  void aCommandThatNobodyWaitsForExpires() {
    TestProbe<EntityReply> asker = node.kit.createTestProbe();
    var wallet = node.wallet("late");
    wallet.ref.tell(
        EntityEnvelope.of(
            "wallet",
            Wallet.key("late"),
            new Deposit(1),
            java.time.Duration.ofSeconds(-1),
            asker.getRef()));
    wallet.ask(new GetBalance());
    assertThat(seen).containsSubsequence("begun Deposit", "expired", "left", "begun GetBalance");
  }

  @Test
  void aRecoveryThatFailsAndItsCommandAreSeen() {
    node.faults.failRecoveries(
        "wallet|acme:broken", 1, new UnreadableMessage("no event is called 'x'"));
    assertThat(node.askAsItStarts(Wallet.TYPE, Wallet.key("broken"), new GetBalance()))
        .isInstanceOf(Unavailable.class);
    node.kit
        .createTestProbe()
        .awaitAssert(() -> {
          assertThat(seen)
              .containsSubsequence(
                  "recovering", "entered", "recovery failed", "answered Failed", "left");
          return null;
        });
  }
}
