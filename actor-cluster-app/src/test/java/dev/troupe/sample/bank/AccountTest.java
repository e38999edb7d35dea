package dev.troupe.sample.bank;

import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.EntityTestKit;
import dev.troupe.sample.bank.Account.Balance;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.Deposited;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import dev.troupe.sample.bank.Account.Opened;
import dev.troupe.sample.bank.Account.Withdraw;
import dev.troupe.sample.bank.Account.Withdrawn;
import org.junit.jupiter.api.Test;

// @start region="account-test"
class AccountTest {
  private final EntityTestKit<Account, Account.Event, Account.State> account =
      EntityTestKit.of(new Account(EntityKey.of(TenantId.of("acme"), "a-1")));

  @Test
  void opensOnce() {
    account.when(new Open("ann")).thenEvents(new Opened("ann")).thenReply(Done.DONE);
    account.when(new Open("bob")).thenRejected("already-open");
  }

  @Test
  void depositRaisesTheBalance() {
    account
        .given(new Opened("ann"), new Deposited(40))
        .when(new Deposit(60))
        .thenEvents(new Deposited(60))
        .thenReply(new Balance(100));
  }

  @Test
  void isNeverOverdrawn() {
    account
        .given(new Opened("ann"), new Deposited(40))
        .when(new Withdraw(41))
        .thenRejected("overdrawn");
  }

  // @end

  @Test
  void withdrawalLowersTheBalance() {
    account
        .given(new Opened("ann"), new Deposited(40))
        .when(new Withdraw(40))
        .thenEvents(new Withdrawn(40))
        .thenReply(new Balance(0));
  }

  @Test
  void isOfNoUseUntilItIsOpen() {
    account.when(new Deposit(1)).thenEvents().thenRejected("not-open");
    account.when(new GetBalance()).thenRejected("not-open");
  }

  @Test
  void movesNoLessThanACent() {
    account.given(new Opened("ann"));
    account.when(new Deposit(0)).thenRejected("not-positive");
    account.when(new Withdraw(-1)).thenRejected("not-positive");
  }

  @Test
  void holdsNoMoreThanANumberCan() {
    account
        .given(new Opened("ann"), new Deposited(Long.MAX_VALUE))
        .when(new Deposit(1))
        .thenEvents()
        .thenRejected("full");
  }

  @Test
  void aQueryChangesNothing() {
    account
        .given(new Opened("ann"), new Deposited(40))
        .when(new GetBalance())
        .thenEvents()
        .thenReply(new Balance(40));
  }
}
