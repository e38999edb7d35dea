package dev.troupe.evolution;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;

/** Nodes of the version that writes. */
public final class InvoiceApp implements Feature {
  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new InvoiceApp());
  }

  @Override
  public String name() {
    return "invoices";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Invoice.TYPE);
  }
}
