package dev.troupe.bench.http;

import dev.troupe.bench.jvm.ThreadTimes;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.load.Window;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Report.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Deposits to one service over keep-alive connections. For one thread. */
public final class HttpDeposits {
  /** Connections of what only prepares a measurement. */
  private static final int FEW = 32;

  private final Service service;
  private final CpuTime cpu;
  private final HttpRequests requests;
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  /** Deposits to this service, from this JVM. */
  public HttpDeposits(Ground ground, Service service) {
    this(ground, service, new HttpRequests());
  }

  /** The same, by these requests. */
  public HttpDeposits(Ground ground, Service service, HttpRequests requests) {
    this.service = service;
    this.requests = requests;
    this.cpu = ground.cpu("client").and("service", service.pid());
  }

  /** Requests that were answered with 200 or 204. */
  long acknowledged() {
    return acknowledged.sum();
  }

  /** All others. */
  long unknown() {
    return unknown.sum();
  }

  /** Requests against rows, for a service that leaves a row for each. */
  public Rows rows(String name) throws SQLException {
    return new Rows(name, acknowledged(), unknown(), service.rows());
  }

  /** Opens all accounts. */
  public void openAll() throws IOException {
    List<HttpResponse> refused = new ArrayList<>();
    all(IntStream.range(0, HttpRequests.ACCOUNTS).mapToObj(requests::open).iterator(), refused);
    if (!refused.isEmpty()) {
      throw new IllegalStateException("open: %s".formatted(refused.getFirst()));
    }
  }

  private void all(Iterator<ByteBuffer> each, List<HttpResponse> refused) throws IOException {
    try (HttpConnections connections = HttpConnections.open(service.address(), FEW)) {
      connections.drive(
          new HttpConnections.Traffic() {
            @Override
            public @Nullable ByteBuffer next() {
              return each.hasNext() ? each.next() : null;
            }

            @Override
            public void answered(long startNanos, HttpResponse response) {
              if (!count(response)) {
                refused.add(response);
              }
            }
          });
    }
  }

  /** One request; counted if it leaves a row. */
  HttpResponse one(ByteBuffer request, boolean leavesRow) throws IOException {
    List<HttpResponse> answers = new ArrayList<>();
    try (HttpConnections connection = HttpConnections.open(service.address(), 1)) {
      connection.drive(
          new HttpConnections.Traffic() {
            @Override
            public @Nullable ByteBuffer next() {
              return answers.isEmpty() ? request : null;
            }

            @Override
            public void answered(long startNanos, HttpResponse response) {
              answers.add(response);
            }
          });
    }
    if (leavesRow) {
      acknowledged.increment();
    }
    return answers.getFirst();
  }

  /** Deposits over this many connections until the service has compiled most of its code. */
  public void warmUp(int connections) throws Exception {
    WarmUp.with(() -> ThreadTimes.ofJvmItself(service.pid()), length -> run(connections, length));
  }

  /** A window of deposits over this many connections, which are open before it begins. */
  public Pass run(int connections, Length length) throws IOException, InterruptedException {
    Window window = new Window(cpu);
    try (HttpConnections open = HttpConnections.open(service.address(), connections)) {
      Thread driver = Thread.ofPlatform().start(() -> drive(open, window));
      Pass pass = window.run(length);
      driver.join();
      return pass;
    }
  }

  private void drive(HttpConnections connections, Window window) {
    try {
      connections.drive(
          new HttpConnections.Traffic() {
            @Override
            public @Nullable ByteBuffer next() {
              return window.ended() ? null : requests.deposit();
            }

            @Override
            public void answered(long startNanos, HttpResponse response) {
              if (count(response)) {
                window.done(startNanos, 1);
              } else {
                window.failed("status " + response.status());
              }
            }
          });
    } catch (IOException e) {
      window.failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean count(HttpResponse response) {
    boolean isDone = response.status() == 200 || response.status() == 204;
    (isDone ? acknowledged : unknown).increment();
    return isDone;
  }
}
