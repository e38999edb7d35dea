package dev.troupe.bench.jvm;

import java.io.IOException;

/** Ends this JVM with the one that started it, however that ends: its end of the pipe closes. */
public final class StopWithStarter {
  private StopWithStarter() {}

  /** From now on. */
  public static void watch() {
    Thread.ofPlatform().daemon().name("stop-with-starter").start(StopWithStarter::await);
  }

  private static void await() {
    try {
      while (System.in.read() >= 0) {
        // Only the end of the pipe means something.
      }
    } catch (IOException e) {
      // An end too.
    }
    System.exit(1);
  }
}
