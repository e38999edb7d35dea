package dev.troupe.cluster;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;

/** Nodes with bells. */
public final class BellApp implements Feature {

  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new BellApp());
  }

  @Override
  public String name() {
    return "bells";
  }

  @Override
  public void declare(Declarations node) {
    node.host(Bell.TYPE);
  }
}
