package dev.troupe.bench.http;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;
import dev.troupe.sample.bank.Account;

/** The bank's accounts alone: what the service written by hand serves, and no view beside them. */
public final class AccountsApp implements Feature {
  /** Runs a node, or whatever else the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new AccountsApp());
  }

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Account.TYPE);
  }
}
