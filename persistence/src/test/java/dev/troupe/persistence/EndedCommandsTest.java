package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Withdraw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each command that an entity is given ends once, whatever becomes of it. */
class EndedCommandsTest {
  private static final int MOST = 4;

  private final TestNode node =
      new TestNode("pekko.persistence.testkit.journal.recovery-event-timeout = 1m");
  private final List<String> ended = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    node.close();
  }

  private TestNode.Subject<Wallet> wallet(String id) {
    return node.start(
        Wallet.TYPE,
        Wallet.key(id),
        EventSourcedBehaviors.create(Wallet.TYPE, Wallet.key(id), () -> {}, this::ended));
  }

  private void ended(EntityEnvelope envelope, EntityReply reply) {
    String how =
        switch (reply) {
          case EntityReply.Answered answered ->
              answered.reply() instanceof Reply.Rejected<?> no ? no.code() : "accepted";
          case EntityReply.Failed failed -> failed.failure().code();
        };
    ended.add(envelope.command().getClass().getSimpleName() + " " + how);
  }

  @Test
  void anAnswerIsToldBeforeItGoesOut() {
    var wallet = wallet("told");
    wallet.ask(new Deposit(5));
    assertThat(ended).containsExactly("Deposit accepted");
    TestNode.join(wallet.send(new Withdraw(9)));
    wallet.ask(new GetBalance());
    assertThat(ended)
        .containsExactly("Deposit accepted", "Withdraw overdrawn", "GetBalance accepted");
  }

  @Test
  void aCommandThatComesAgainIsToldAgain() {
    var wallet = wallet("again");
    wallet.ask(new Deposit(5), CommandId.of("d-1").value());
    wallet.ask(new Deposit(5), CommandId.of("d-1").value());
    assertThat(ended).containsExactly("Deposit accepted", "Deposit accepted");
  }

  @Test
  void thoseThatWaitAreToldWhenTheirTurnHasComeAndOneTooManyAtOnce() {
    CountDownLatch gate = node.faults.hangAt("wallet|acme:waits");
    var wallet = wallet("waits");
    List<CompletableFuture<EntityReply>> answers = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      answers.add(wallet.send(new Deposit(1)));
    }
    assertThat(wallet.askInVain(new Withdraw(1))).isInstanceOf(Throttled.class);
    assertThat(ended).containsExactly("Withdraw throttled");
    gate.countDown();
    answers.forEach(TestNode::join);
    assertThat(ended).hasSize(1 + MOST).filteredOn("Deposit accepted"::equals).hasSize(MOST);
  }

  @Test
  void whatIsConfirmedByTheDatabaseIsToldOnce() {
    var wallet = wallet("strong");
    TestProbe<EntityReply> asker = node.kit.createTestProbe();
    wallet.ref.tell(
        EntityEnvelope.of(
                "wallet",
                Wallet.key("strong"),
                new GetBalance(),
                Duration.ofMinutes(1),
                asker.getRef())
            .with(Freshness.STRONG));
    asker.receiveMessage(Duration.ofSeconds(30));
    wallet.ask(new Deposit(5));
    assertThat(ended).containsExactly("GetBalance accepted", "Deposit accepted");
  }

  @Test
  void whatNobodyWaitsForIsToldToo() {
    TestProbe<EntityReply> asker = node.kit.createTestProbe();
    var wallet = wallet("late");
    wallet.ref.tell(
        EntityEnvelope.of(
            "wallet", Wallet.key("late"), new Deposit(1), Duration.ofSeconds(-1), asker.getRef()));
    wallet.ask(new GetBalance());
    assertThat(ended).containsExactly("Deposit timed-out", "GetBalance accepted");
    asker.expectNoMessage();
  }

  @Test
  void whatAnEntityThatStopsDoesNotDoAnyMoreIsTold() {
    node.faults.failRecoveries(
        "wallet|acme:broken", 1, new UnreadableMessage("no event is called 'x'"));
    CountDownLatch gate = node.faults.hangAt("wallet|acme:broken");
    CompletableFuture<EntityReply> answer = wallet("broken").send(new Deposit(1));
    gate.countDown();
    assertThat(TestNode.failure(answer)).isInstanceOf(Unavailable.class);
    assertThat(ended).containsExactly("Deposit unavailable");
  }
}
