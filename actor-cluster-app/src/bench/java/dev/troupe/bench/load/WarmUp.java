package dev.troupe.bench.load;

import dev.troupe.bench.load.Window.Length;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Runs something until a JVM has compiled most of what it runs. */
public final class WarmUp {
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 12;
  private static final double LITTLE = 0.1;
  private static final Length ROUND = new Length(Duration.ZERO, Duration.ofSeconds(1));

  private WarmUp() {}

  /** Something to run for a while. */
  public interface Load {
    /** Blocks for this long. */
    void run(Length length) throws Exception;
  }

  /** Until this JVM has. */
  public static void with(Load load) throws Exception {
    var compiler = ManagementFactory.getCompilationMXBean();
    with(() -> compiler.getTotalCompilationTime() / 1e3, load);
  }

  /**
   * Rounds of a second, until one needs little of the compiler, but not without end.
   *
   * @param compilerSeconds what the compiler has used until now
   */
  public static void with(DoubleSupplier compilerSeconds, Load load) throws Exception {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      double before = compilerSeconds.getAsDouble();
      load.run(ROUND);
      if (round >= LEAST_ROUNDS && compilerSeconds.getAsDouble() - before < LITTLE) {
        return;
      }
    }
  }
}
