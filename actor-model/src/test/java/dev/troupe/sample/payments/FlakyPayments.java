package dev.troupe.sample.payments;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A payment service on this machine that charges each Idempotency-Key once, and has bad moments.
 */
final class FlakyPayments implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Moment> moments = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> charged = new ConcurrentHashMap<>();
  private final Queue<Long> patience = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);

  /** What becomes of a request. */
  enum Moment {
    /** 503, and nothing is charged. */
    BUSY,
    /** It is charged, and then the connection breaks before the answer. */
    LOST_ANSWER,
    /** It is charged, and the answer does not come. */
    SILENT,
    /** 402: the card has no money. */
    REFUSED
  }

  private FlakyPayments(HttpServer server) {
    this.server = server;
  }

  /** Has these moments first, one a request, and is well after that. */
  static FlakyPayments start(Moment... moments) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    FlakyPayments payments = new FlakyPayments(HttpServer.create(address, 0));
    payments.moments.addAll(List.of(moments));
    payments.server.createContext("/charge", payments::charge);
    payments.server.setExecutor(payments.threads);
    payments.server.start();
    return payments;
  }

  URI url() {
    return URI.create(
        "http://%s:%d/charge"
            .formatted(
                server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort()));
  }

  /** What was charged in all. */
  int cents() {
    return charged.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What each request said it would wait for, in milliseconds. */
  List<Long> patience() {
    return List.copyOf(patience);
  }

  private void charge(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String cents = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    patience.add(Long.parseLong(exchange.getRequestHeaders().getFirst("Request-Timeout-Ms")));
    Moment moment = moments.poll();
    if (moment == Moment.BUSY) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      answer(exchange, 503, "busy");
    } else if (moment == Moment.REFUSED) {
      answer(exchange, 402, "the card has no money");
    } else {
      charged.putIfAbsent(id, Integer.parseInt(cents));
      if (moment == Moment.SILENT) {
        untilTheEnd();
      }
      if (moment == null) {
        answer(exchange, 200, "charged " + charged.get(id));
      } else {
        exchange.close();
      }
    }
  }

  private void untilTheEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.close();
  }
}
