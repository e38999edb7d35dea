package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.Attachments.Consumed;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Touch;
import dev.troupe.persistence.Wallet.Withdraw;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** A command that the database holds is done once, and is then no longer held. */
class DeliveryTest {
  private static final Delivery MESSAGE = new Delivery.OfMessage(7, 1);
  private static final Delivery REMINDER =
      new Delivery.OfReminder("daily", 3, 0, Optional.of(Instant.parse("2026-03-02T12:00:00Z")));

  private final DeciderSubject<Wallet> wallet = new DeciderSubject<>(Wallet.TYPE);

  private EntityDecider.Outcome<Object> deliver(EntityCommand<Wallet, ?> command, Delivery from) {
    return wallet.tell(envelope(command).delivering(from));
  }

  private static EntityEnvelope envelope(EntityCommand<Wallet, ?> command) {
    return EntityEnvelope.of(
        "wallet",
        DeciderSubject.KEY,
        command,
        Duration.ofSeconds(9),
        TestInbox.<EntityReply>create().getRef());
  }

  private static Optional<Consumed> consumed(EntityDecider.Outcome<?> outcome) {
    assertThat(outcome.entries()).hasSize(1);
    return outcome.entries().getFirst().attachments().consumed();
  }

  @Test
  void anAcceptedDeliveryIsConsumedWithTheEventsItLeadsTo() {
    var outcome = deliver(new Deposit(5), MESSAGE);
    assertThat(consumed(outcome)).contains(new Consumed(MESSAGE, true));
    assertThat(outcome.entries().getFirst().event()).contains(new Wallet.Deposited(5));
    assertThat(consumed(deliver(new Deposit(5), REMINDER))).contains(new Consumed(REMINDER, true));
  }

  @Test
  void aDeliveryWithoutEventsIsConsumedToo() {
    var outcome = deliver(new Touch(), MESSAGE);
    assertThat(consumed(outcome)).contains(new Consumed(MESSAGE, true));
    assertThat(outcome.entries().getFirst().event()).isEmpty();
  }

  @Test
  void aRejectedDeliveryIsConsumedInTheEntryOfItsReceipt() {
    var message = deliver(new Withdraw(5), MESSAGE);
    DeciderSubject.assertRejected(message, "overdrawn");
    assertThat(consumed(message)).contains(new Consumed(MESSAGE, false));
    assertThat(message.entries().getFirst().receipt()).isPresent();
    var reminder = deliver(new Withdraw(5), REMINDER);
    DeciderSubject.assertRejected(reminder, "overdrawn");
    assertThat(consumed(reminder)).contains(new Consumed(REMINDER, false));
  }

  @Test
  void theSameDeliveryAgainGetsTheFirstAnswerAndWritesNothing() {
    var first = deliver(new Deposit(5), MESSAGE);
    wallet.tell(new Deposit(1), "");
    var again = deliver(new Deposit(5), MESSAGE);
    assertThat(again.answer()).isEqualTo(first.answer());
    assertThat(again.steps()).isEmpty();
  }

  @Test
  void theNextAttemptIsAnother() {
    DeciderSubject.assertRejected(deliver(new Withdraw(5), MESSAGE), "overdrawn");
    wallet.tell(new Deposit(5), "");
    DeciderSubject.assertRejected(deliver(new Withdraw(5), MESSAGE), "overdrawn");
    var next = deliver(new Withdraw(5), new Delivery.OfMessage(7, 2));
    assertThat(DeciderSubject.reply(next)).isEqualTo(DeciderSubject.balance(0));
  }

  @Test
  void theNextFiringIsAnother() {
    deliver(new Deposit(5), REMINDER);
    var next = deliver(new Deposit(5), new Delivery.OfReminder("daily", 3, 1, Optional.empty()));
    assertThat(DeciderSubject.reply(next)).isEqualTo(DeciderSubject.balance(10));
    var replaced =
        deliver(new Deposit(5), new Delivery.OfReminder("daily", 4, 0, Optional.empty()));
    assertThat(DeciderSubject.reply(replaced)).isEqualTo(DeciderSubject.balance(15));
  }

  /** A command may be read with one field more by the build that tries it again. */
  @Test
  void aDeliveryIsKnownByItsIdAlone() {
    var first = deliver(new Deposit(5), MESSAGE);
    assertThat(deliver(new Deposit(6), MESSAGE).answer()).isEqualTo(first.answer());
  }

  @Test
  void noCommandIdIsTakenForADelivery() {
    deliver(new Deposit(5), MESSAGE);
    assertThat(MESSAGE.id()).startsWith(" ");
    assertThat(REMINDER.id()).startsWith(" ").isNotEqualTo(MESSAGE.id());
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "message-7/1")))
        .isEqualTo(DeciderSubject.balance(10));
  }

  @Test
  void aDeliveredQueryIsBroken() {
    assertThat(DeciderSubject.failure(deliver(new GetBalance(), MESSAGE)))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("was delivered get-balance, a query");
  }

  @Test
  void theStockJournalTakesNoDelivery() {
    DeciderSubject<Wallet> stock =
        new DeciderSubject<>(Wallet.TYPE, "stock", new ReminderQuota(tenant -> 9));
    assertThat(DeciderSubject.failure(stock.tell(envelope(new Deposit(5)).delivering(MESSAGE))))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("because troupe.journal.dao is 'stock'");
  }

  @Test
  void whatIsReplayedIsWhatWasDecided() {
    EntityState<Object> replayed = EntityState.empty("wallet");
    for (var outcome :
        java.util.List.of(deliver(new Deposit(5), MESSAGE), deliver(new Withdraw(9), REMINDER))) {
      for (JournalEntry entry : outcome.entries()) {
        replayed = wallet.decider.evolve(replayed, entry);
      }
    }
    assertThat(replayed).isEqualTo(wallet.state);
    assertThat(replayed.receipts().find(REMINDER.id())).isNotNull();
  }
}
