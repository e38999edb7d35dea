package dev.troupe.sample.bank;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;

// @start region="bank"
/** Accounts that last, transfers between them, sessions, and a table of balances. */
public final class Bank implements Feature {
  @Override
  public String name() {
    return "bank";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Account.TYPE)
        .serve(Transfer.TYPE, Transfer.Start.class, Transfer.GetStatus.class)
        .host(Session.TYPE)
        .migrations("bank", "dev/troupe/sample/bank/migrations")
        .project(AccountBalances.PROJECTION)
        .routes(BalanceRoutes::of);
  }
}
// @end
