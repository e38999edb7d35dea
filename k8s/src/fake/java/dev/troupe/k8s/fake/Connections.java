package dev.troupe.k8s.fake;

import io.fabric8.mockwebserver.MockWebServerListener;
import io.fabric8.mockwebserver.http.RecordedHttpConnection;
import java.time.Duration;

/** Counts the connections that are open. Thread-safe. */
final class Connections implements MockWebServerListener {
  private int open;

  @Override
  public synchronized void onConnection(RecordedHttpConnection connection) {
    open++;
  }

  @Override
  public synchronized void onConnectionClosed(RecordedHttpConnection connection) {
    open--;
    notifyAll();
  }

  /** Returns when none is left; fails after this time. */
  synchronized void awaitNone(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (open > 0) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException(
              "%d connections are still open after %s".formatted(open, patience));
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connections were open", e);
    }
  }
}
