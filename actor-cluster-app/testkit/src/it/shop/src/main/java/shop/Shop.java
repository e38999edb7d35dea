package shop;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;

/** The app. */
public final class Shop implements Feature {

  /** Runs it. */
  public static void main(String[] args) {
    Troupe.run(args, new Shop());
  }

  @Override
  public String name() {
    return "shop";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Basket.TYPE);
  }
}
