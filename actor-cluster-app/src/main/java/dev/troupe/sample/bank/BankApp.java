package dev.troupe.sample.bank;

import dev.troupe.app.Troupe;

// @start region="app"
/** The bank as an app of its own. */
public final class BankApp {
  private BankApp() {}

  public static void main(String[] args) {
    Troupe.run(args, new Bank());
  }
}
// @end
