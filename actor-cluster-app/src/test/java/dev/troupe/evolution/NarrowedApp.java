package dev.troupe.evolution;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;

/** Nodes of a version that can't read all of what the other one wrote. */
public final class NarrowedApp implements Feature {
  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new NarrowedApp());
  }

  @Override
  public String name() {
    return "invoices";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(HarmfulFields.Narrowed.TYPE);
  }
}
