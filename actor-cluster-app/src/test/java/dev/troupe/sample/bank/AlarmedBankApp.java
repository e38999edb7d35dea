package dev.troupe.sample.bank;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;

/** The bank, with alarms and a giver beside it. */
public final class AlarmedBankApp {
  private AlarmedBankApp() {}

  private static final class Alarms implements Feature {
    @Override
    public String name() {
      return "alarms";
    }

    @Override
    public void declare(Declarations node) {
      node.serve(Alarm.TYPE).serve(Giver.TYPE);
    }
  }

  public static void main(String[] args) {
    Troupe.run(args, new Bank(), new Alarms());
  }
}
