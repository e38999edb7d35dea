package dev.troupe.sample.bank;

import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.EntityTestKit;
import dev.troupe.sample.bank.Transfer.Stage;
import dev.troupe.sample.bank.Transfer.Started;
import org.junit.jupiter.api.Test;

// @start region="transfer-test"
class TransferTest {
  private static final Started STARTED = new Started("a-1", "a-2", 60);

  private final EntityTestKit<Transfer, Transfer.Event, Transfer.State> transfer =
      EntityTestKit.of(new Transfer(EntityKey.of(TenantId.of("acme"), "t-1")));

  @Test
  void startsWithTheWithdrawalAndTheTimeByWhichItGivesUp() {
    transfer
        .when(new Transfer.Start("a-1", "a-2", 60))
        .thenEvents(STARTED)
        .thenReply(Done.DONE)
        .thenEnqueued(
            OutboxMessage.to(Account.TYPE, "a-1", new Account.Withdraw(60))
                .whenAccepted(new Transfer.NoteWithdrawn())
                .whenRejected(new Transfer.NoteNotWithdrawn()))
        .thenReminds("give-up", Schedule.after(Transfer.PATIENCE), new Transfer.GiveUp());
  }

  @Test
  void depositsWhatWasWithdrawn() {
    transfer
        .given(STARTED)
        .when(new Transfer.NoteWithdrawn())
        .thenEvents(new Transfer.Withdrawn())
        .thenEnqueued(
            OutboxMessage.to(Account.TYPE, "a-2", new Account.Deposit(60))
                .whenAccepted(new Transfer.NoteDeposited())
                .whenRejected(new Transfer.NoteNotDeposited()))
        .thenForgets("give-up");
  }

  @Test
  void givesBackWhatTheReceiverRefuses() {
    transfer
        .given(STARTED, new Transfer.Withdrawn())
        .when(new Transfer.NoteNotDeposited())
        .thenEvents(new Transfer.ReturnStarted())
        .thenEnqueued(
            OutboxMessage.to(Account.TYPE, "a-1", new Account.Deposit(60))
                .whenAccepted(new Transfer.NoteGivenBack()));
  }

  // @end

  @Test
  void endsWhenItsMoneyHasArrived() {
    transfer
        .given(STARTED, new Transfer.Withdrawn())
        .when(new Transfer.NoteDeposited())
        .thenEvents(new Transfer.Deposited());
    transfer
        .when(new Transfer.GetStatus())
        .thenReply(new Transfer.Status(Stage.DONE, "a-1", "a-2", 60));
  }

  @Test
  void isRefusedWhenNothingCanBeWithdrawn() {
    transfer
        .given(STARTED)
        .when(new Transfer.NoteNotWithdrawn())
        .thenEvents(new Transfer.Refused())
        .thenForgets("give-up");
  }

  @Test
  void givesBackWhatIsWithdrawnAfterItGaveUp() {
    transfer.given(STARTED).when(new Transfer.GiveUp()).thenEvents(new Transfer.GivenUp());
    transfer.when(new Transfer.NoteWithdrawn()).thenEvents(new Transfer.ReturnStarted());
    transfer.when(new Transfer.NoteGivenBack()).thenEvents(new Transfer.GivenBack());
  }

  @Test
  void doesNotGiveUpOnceTheMoneyIsOnItsWay() {
    transfer
        .given(STARTED, new Transfer.Withdrawn())
        .when(new Transfer.GiveUp())
        .thenRejected("out-of-turn");
  }

  @Test
  void refusesNonsense() {
    transfer.when(new Transfer.Start("a-1", "a-1", 60)).thenRejected("same-account");
    transfer.when(new Transfer.Start("a-1", "a-2", 0)).thenRejected("not-positive");
    transfer
        .given(STARTED)
        .when(new Transfer.Start("a-1", "a-2", 60))
        .thenRejected("already-started");
  }
}
