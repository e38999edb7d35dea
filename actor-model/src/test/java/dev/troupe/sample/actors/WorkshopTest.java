package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Workshop.Finished;
import dev.troupe.sample.actors.Workshop.Job;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WorkshopTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final int BENCHES = 5;
  private static final int JOBS = 200;

  private final TestProbe<Finished> probe = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void aPoolOfFiveWorksAtFiveJobsAtOnceAndAtNoMore() throws InterruptedException {
    CountDownLatch full = new CountDownLatch(BENCHES);
    Semaphore mayEnd = new Semaphore(0);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ActorRef<Job> workshop =
        KIT.spawn(
            Workshop.create(
                BENCHES,
                what -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  full.countDown();
                  mayEnd.acquire();
                  now.decrementAndGet();
                }));

    for (int i = 0; i < JOBS; i++) {
      workshop.tell(new Job("job " + i, probe.ref()));
    }
    assertThat(full.await(1, TimeUnit.MINUTES)).isTrue();
    mayEnd.release(JOBS);

    var finished = IntStream.range(0, JOBS).mapToObj(i -> probe.receiveMessage()).toList();
    assertThat(finished).doesNotHaveDuplicates();
    assertThat(most).hasValue(BENCHES);
  }

  @Test
  void aJobThatFailsEndsNoBench() {
    ActorRef<Job> workshop =
        KIT.spawn(
            Workshop.create(
                1,
                what -> {
                  if (what.isBlank()) {
                    throw new IllegalArgumentException("nothing to make");
                  }
                }));
    workshop.tell(new Job("", probe.ref()));
    workshop.tell(new Job("a hinge", probe.ref()));
    assertThat(probe.receiveMessage()).isEqualTo(new Finished("a hinge"));
  }
}
