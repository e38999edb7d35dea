package dev.troupe.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes every step several times, every other time in reverse order: what drifts during the run
 * (tables grow, another process wants the disk) then weighs alike on all that is compared.
 */
public final class Interleaved {
  private Interleaved() {}

  /** One pass of one figure. */
  public interface Step {
    /** Measures it once. */
    void run() throws Exception;
  }

  /** Makes these steps this often. */
  public static void run(int passes, List<Step> steps) throws Exception {
    List<Step> order = new ArrayList<>(steps);
    for (int pass = 0; pass < passes; pass++) {
      System.out.printf("pass %d of %d%n", pass + 1, passes);
      for (Step step : order) {
        step.run();
      }
      Collections.reverse(order);
    }
  }
}
