package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Thread> worker = new CompletableFuture<>();
  private final CountDownLatch released = new CountDownLatch(1);

  /** As some clients of HTTP do, it takes the interrupt for its own and goes on. */
  private boolean isDone(String key) {
    begun.add(key);
    worker.complete(Thread.currentThread());
    boolean isReleased = false;
    while (!isReleased) {
      try {
        isReleased = released.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException swallowed) {
        isReleased = false;
      }
    }
    return true;
  }

  @Test
  void nothingIsBegunAfterTheEndThoughAnInterruptWasSwallowed() throws Exception {
    Workers workers = Workers.start("worker-under-test", 1, this::isDone);
    workers.add("a");
    workers.add("b");
    Thread thread = worker.get(1, TimeUnit.MINUTES);

    workers.close();
    // Until the interrupt has been taken, which is what is to be survived.
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    released.countDown();

    assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
    assertThat(begun).containsExactly("a");
  }
}
