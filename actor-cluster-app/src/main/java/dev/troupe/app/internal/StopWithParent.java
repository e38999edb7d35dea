package dev.troupe.app.internal;

import java.io.IOException;

/**
 * Ends this JVM when the process that started it is gone, however it went.
 *
 * <p>A node of a local cluster has a pipe from its starter as standard input; a pipe ends with the
 * process that holds it, and so even {@code kill -9} of the starter leaves no node behind.
 */
final class StopWithParent {
  private static final String ASKED = "TROUPE_STOP_WITH_PARENT";

  private StopWithParent() {}

  static void ifAsked() {
    if (Boolean.parseBoolean(System.getenv(ASKED))) {
      Thread.ofPlatform().daemon().name("stop-with-parent").start(StopWithParent::awaitEnd);
    }
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said over this pipe; only its end means something.
      }
    } catch (IOException e) {
      // A broken pipe is an end too.
    }
    System.exit(0);
  }
}
