package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.troupe.model.Throttled;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who comes when, with one thread, which is held until all are there. */
@SuppressWarnings("FutureReturnValueIgnored") // Of most jobs only the order counts.
class FairExecutorTest {
  private static final Connection CONNECTION =
      (Connection)
          Proxy.newProxyInstance(
              FairExecutorTest.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> null);

  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);
  private FairExecutor executor = withSettings("max-waiting = 10000");

  private static FairExecutor withSettings(String settings) {
    var read =
        ConfigFactory.parseString(settings)
            .withValue("threads", ConfigValueFactory.fromAnyRef(1))
            .atPath(ReadSettings.PATH);
    return new FairExecutor(
        ReadSettings.of(read.withFallback(ConfigFactory.load())),
        new Fuse(3, Duration.ofHours(1), System::nanoTime),
        tenant -> 1);
  }

  @AfterEach
  void close() {
    gate.countDown();
    executor.close();
  }

  private <T> CompletableFuture<T> submit(Job<T> job) {
    return executor.submit(job, () -> CONNECTION);
  }

  /** Nothing else runs until the gate is opened. */
  private void hold() throws InterruptedException {
    CountDownLatch isHeld = new CountDownLatch(1);
    submit(
        Job.first(
            "",
            connection -> {
              isHeld.countDown();
              await(gate);
              return "";
            }));
    await(isHeld);
  }

  private CompletableFuture<Boolean> note(String tenant, String name) {
    return submit(Job.first(tenant, connection -> order.add(name)));
  }

  @Test
  void tenThousandJobsOfOneTenantHoldAnotherBackByARound() throws Exception {
    hold();
    IntStream.range(0, 10_000).forEach(i -> note("greedy", "g" + i));
    var last = IntStream.range(0, 8).mapToObj(i -> note("modest", "m" + i)).toList().getLast();
    gate.countDown();
    get(last);
    int round = (int) (FairQueue.QUANTUM / Job.LEAST_COST);
    List<String> soFar = List.copyOf(order); // The others go on.
    assertThat(soFar.indexOf("m7")).isLessThan(2 * round + 8);
    assertThat(soFar).startsWith("g0", "g1").contains("m0", "m7");
  }

  @Test
  void ofOneTenantWhatWasBegunComesFirst() throws Exception {
    hold();
    note("acme", "cold start");
    submit(Job.next("acme", 1, connection -> order.add("replay")));
    var last = note("acme", "another");
    gate.countDown();
    get(last);
    assertThat(order).containsExactly("replay", "cold start", "another");
  }

  @Test
  void aTenantAtItsLimitIsThrottledAndNoOtherIs() throws Exception {
    executor.close();
    executor = withSettings("max-waiting = 2, max-waiting-bytes = 100");
    hold();
    var first = note("acme", "1");
    note("acme", "2");
    assertThatThrownBy(() -> get(note("acme", "3")))
        .isInstanceOfSatisfying(
            Throttled.class,
            refusal -> {
              assertThat(refusal.limit()).isEqualTo("troupe.journal.read.max-waiting");
              assertThat(refusal.allowed()).isEqualTo(2);
            })
        .hasMessageContaining("tenant acme");
    var begun = submit(Job.next("acme", 1, connection -> order.add("begun")));
    submit(Job.carrying("other", 90, connection -> order.add("snapshot")));
    assertThatThrownBy(
            () -> get(submit(Job.carrying("other", 11, connection -> order.add("too much")))))
        .isInstanceOf(Throttled.class)
        .hasMessageContaining("max-waiting-bytes");
    gate.countDown();
    assertThat(get(first)).isTrue();
    assertThat(get(begun)).isTrue();
  }

  @Test
  void whatWaitedTooLongIsNotRun() throws Exception {
    executor.close();
    executor = withSettings("max-wait = 1ns");
    var late = note("acme", "late");
    assertThatThrownBy(() -> get(late))
        .isInstanceOf(SQLTransientException.class)
        .hasMessageContaining("troupe.journal.read.max-wait");
    assertThat(order).isEmpty();
  }

  @Test
  void aDatabaseThatIsAwayIsLeftAloneAndOneThatRefusesIsNot() {
    failing("22021", 10);
    assertThat(order).hasSize(10);
    failing("08006", 10);
    assertThat(order).hasSize(13);
    assertThatThrownBy(() -> get(note("acme", "x")))
        .isInstanceOf(SQLTransientConnectionException.class);
  }

  private void failing(String state, int times) {
    for (int i = 0; i < times; i++) {
      var answer =
          submit(
              Job.first(
                  "acme",
                  connection -> {
                    order.add(state);
                    throw new SQLException("as the test wants it", state);
                  }));
      assertThatThrownBy(() -> get(answer)).isInstanceOf(Exception.class);
    }
  }

  @Test
  void anErrorOfAJobFailsItAndEndsNoThread() throws Exception {
    var broken =
        submit(
            Job.first(
                "acme",
                connection -> {
                  throw new StackOverflowError();
                }));
    assertThatThrownBy(() -> get(broken)).isInstanceOf(StackOverflowError.class);
    assertThat(get(note("acme", "after"))).isTrue();
  }

  @Test
  void afterItsEndNothingWaitsForEver() throws Exception {
    hold();
    var waiting = note("acme", "1");
    executor.close();
    gate.countDown();
    assertThatThrownBy(() -> get(waiting)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> get(note("acme", "2"))).isInstanceOf(RejectedExecutionException.class);
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
