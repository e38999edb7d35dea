package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.Deposited;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Spread;
import dev.troupe.persistence.Wallet.Touch;
import dev.troupe.persistence.Wallet.Withdraw;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same command id again. */
class CommitOnceTest {
  private final DeciderSubject<Wallet> wallet = new DeciderSubject<>(Wallet.TYPE);

  @Test
  void aCommandWithoutAnIdLeavesNoReceipt() {
    var outcome = wallet.tell(new Deposit(5), "");
    assertThat(outcome.entries()).hasSize(1);
    assertThat(outcome.entries().getFirst().event()).contains(new Deposited(5));
    assertThat(outcome.entries().getFirst().receipt()).isEmpty();
    assertThat(DeciderSubject.reply(outcome)).isEqualTo(DeciderSubject.balance(5));
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "")))
        .isEqualTo(DeciderSubject.balance(10));
  }

  @Test
  void theSameIdAndCommandGetTheFirstReplyAndWriteNothing() {
    var first = wallet.tell(new Deposit(5), "id-1");
    assertThat(first.entries().getFirst().receipt()).isPresent();
    var again = wallet.tell(new Deposit(5), "id-1");
    assertThat(again.steps()).isEmpty();
    assertThat(again.answer()).isEqualTo(first.answer());
  }

  @Test
  void theFirstReplyIsGivenEvenIfTheStateHasMovedOn() {
    wallet.tell(new Deposit(5), "id-1");
    wallet.tell(new Deposit(7), "id-2");
    assertThat(DeciderSubject.reply(wallet.tell(new Deposit(5), "id-1")))
        .isEqualTo(DeciderSubject.balance(5));
  }

  @Test
  void anIdThatWasUsedForAnotherBodyOrCommandIsRejected() {
    wallet.tell(new Deposit(5), "id-1");
    for (Wallet.Command<?> other : List.of(new Deposit(6), new Withdraw(5), new Touch())) {
      var outcome = wallet.tell(other, "id-1");
      DeciderSubject.assertRejected(outcome, Reply.ID_REUSED);
      assertThat(outcome.steps()).isEmpty();
    }
    assertThat(DeciderSubject.reply(wallet.tell(new GetBalance(), "")))
        .isEqualTo(DeciderSubject.balance(5));
  }

  @Test
  void aRejectionIsRemembered() {
    var no = wallet.tell(new Withdraw(5), "id-1");
    DeciderSubject.assertRejected(no, "overdrawn");
    assertThat(no.entries()).hasSize(1);
    assertThat(no.entries().getFirst().event()).isEmpty();
    wallet.tell(new Deposit(9), "");
    var again = wallet.tell(new Withdraw(5), "id-1");
    assertThat(again.answer()).isEqualTo(no.answer());
    assertThat(again.steps()).isEmpty();
  }

  @Test
  void anAnswerWithoutEventsIsRemembered() {
    var first = wallet.tell(new Touch(), "id-1");
    assertThat(first.entries()).hasSize(1);
    assertThat(first.entries().getFirst().event()).isEmpty();
    assertThat(DeciderSubject.reply(first)).isEqualTo(new Reply.Accepted<>(Done.DONE));
    assertThat(wallet.tell(new Touch(), "id-1").steps()).isEmpty();
  }

  @Test
  void aQueryIsAnsweredAnewAndLeavesNothing() {
    assertThat(wallet.tell(new GetBalance(), "id-1").steps()).isEmpty();
    wallet.tell(new Deposit(5), "id-1");
    var again = wallet.tell(new GetBalance(), "id-1");
    assertThat(DeciderSubject.reply(again)).isEqualTo(DeciderSubject.balance(5));
    assertThat(again.steps()).isEmpty();
  }

  @Test
  void theReceiptIsInTheLastOfSeveralEvents() {
    var outcome = wallet.tell(new Spread(List.of(1L, 2L, 3L)), "id-1");
    assertThat(outcome.entries()).extracting(JournalEntry::event).doesNotContain(Optional.empty());
    assertThat(outcome.entries())
        .extracting(entry -> entry.receipt().isPresent())
        .containsExactly(false, false, true);
    assertThat(DeciderSubject.reply(outcome)).isEqualTo(DeciderSubject.balance(6));
    assertThat(wallet.tell(new Spread(List.of(1L, 2L, 3L)), "id-1").steps()).isEmpty();
  }

  @Test
  void anIdBeyondTheWindowIsForgotten() {
    for (int i = 1; i <= 4; i++) {
      wallet.tell(new Deposit(1), "id-" + i);
    }
    assertThat(wallet.tell(new Deposit(1), "id-2").steps()).isEmpty();
    assertThat(wallet.tell(new Deposit(1), "id-1").steps()).hasSize(1);
  }

  @Test
  void whatIsReplayedIsWhatWasDecided() {
    EntityState<Object> replayed = EntityState.empty("wallet");
    for (var outcome :
        List.of(
            wallet.tell(new Spread(List.of(1L, 2L)), "id-1"),
            wallet.tell(new Withdraw(9), "id-2"),
            wallet.tell(new Touch(), ""),
            wallet.tell(new Withdraw(2), ""))) {
      for (JournalEntry entry : outcome.entries()) {
        replayed = wallet.decider.evolve(replayed, entry);
      }
    }
    assertThat(replayed).isEqualTo(wallet.state);
    assertThat(replayed.state()).contains(new Wallet.State(1));
    assertThat(replayed.receipts().size()).isEqualTo(2);
  }

  @Test
  void theSameIdIsKnownAfterItsCommandWasRenamed() {
    var first = wallet.tell(new Deposit(5), "id-1");
    Receipt receipt = first.entries().getFirst().receipt().orElseThrow();
    var renamed = new DeciderSubject<>(Wallet.TYPE.renamed("pay-in", Deposit.class));
    renamed.state =
        renamed.state.with(
            new Receipt("id-1", "pay-in", receipt.fingerprint(), receipt.answer()), 9);
    assertThat(renamed.tell(new Deposit(5), "id-1").answer()).isEqualTo(first.answer());
    DeciderSubject.assertRejected(renamed.tell(new Withdraw(5), "id-1"), Reply.ID_REUSED);
  }
}
