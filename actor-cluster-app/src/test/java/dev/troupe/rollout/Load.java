package dev.troupe.rollout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Deposits of one cent, so many a second whatever becomes of those before, from account to account
 * in turns; none is sent twice. Runs from its start to {@link #stop}.
 */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As many connections as a client has; what finds none waits, and that counts too. */
  private static final int CONNECTIONS = 150;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Sent> all = new ConcurrentLinkedQueue<>();
  private final Semaphore connections = new Semaphore(CONNECTIONS);
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger begun = new AtomicInteger();
  private final Supplier<URI> next;
  private final List<String> accounts;
  private final Thread clock;

  /**
   * A deposit and what became of it.
   *
   * @param account whose path starts with a slash
   * @param id its Idempotency-Key
   * @param at when it was to be sent, by {@link System#nanoTime}
   * @param nanos from then to the answer
   * @param status of HTTP; 0 if there was none
   * @param said by the answer or the exception
   */
  record Sent(String account, String id, long at, long nanos, int status, String said) {
    boolean isAcknowledged() {
      return status == 200;
    }

    long answeredAt() {
      return at + nanos;
    }
  }

  private Load(Supplier<URI> next, List<String> accounts, int perSecond) {
    this.next = next;
    this.accounts = List.copyOf(accounts);
    this.clock = Thread.ofPlatform().name("load").start(() -> run(perSecond));
  }

  /** Starts it. */
  static Load start(Supplier<URI> next, List<String> accounts, int perSecond) {
    return new Load(next, accounts, perSecond);
  }

  private void run(int perSecond) {
    long step = Duration.ofSeconds(1).toNanos() / perSecond;
    long at = System.nanoTime();
    for (int i = 0; !isOver.get(); i++) {
      while (at - System.nanoTime() > 0) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      String account = accounts.get(i % accounts.size());
      String id = "load-" + i;
      long sentAt = at;
      begun.incrementAndGet();
      requests.execute(() -> {
        connections.acquireUninterruptibly();
        try {
          all.add(exchange(next.get(), account, id, sentAt));
        } finally {
          connections.release();
        }
      });
      at += step;
    }
  }

  private Sent exchange(URI node, String account, String id, long at) {
    try {
      HttpResponse<String> answer = http.send(deposit(node, account, id), BodyHandlers.ofString());
      return new Sent(
          account, id, at, System.nanoTime() - at, answer.statusCode(), node + " " + answer.body());
    } catch (IOException e) {
      return new Sent(account, id, at, System.nanoTime() - at, 0, node + " " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Sent(account, id, at, System.nanoTime() - at, 0, node + " " + e);
    }
  }

  private static HttpRequest deposit(URI node, String account, String id) {
    return HttpRequest.newBuilder(node.resolve(account + "/deposit"))
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", id)
        .POST(BodyPublishers.ofString("{\"cents\":1}"))
        .build();
  }

  /** How many should have been sent by now and have no answer. */
  int waiting() {
    return begun.get() - all.size();
  }

  /** How many have an answer by now, whatever it is. */
  int answered() {
    return all.size();
  }

  /** What was sent until now and has an answer. */
  List<Sent> sent() {
    return List.copyOf(all);
  }

  /** Sends no more, and returns what became of all. */
  List<Sent> stop() throws InterruptedException {
    isOver.set(true);
    clock.join();
    requests.close();
    return sent();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    http.close();
  }
}
