package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatchersTest {
  private static final int ACTORS = 500;

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void hundredsOfHandlersBlockAtOnceOnVirtualThreads() {
    CountDownLatch allAreThere = new CountDownLatch(ACTORS);
    TestProbe<Boolean> threads = kit.createTestProbe();
    // Each waits for all the others: with fewer threads than actors none would ever go on.
    Behavior<String> waiting =
        Behaviors.receiveMessage(text -> {
          allAreThere.countDown();
          boolean are = allAreThere.await(60, TimeUnit.SECONDS);
          threads.getRef().tell(are && Thread.currentThread().isVirtual());
          return Behaviors.same();
        });
    for (int i = 0; i < ACTORS; i++) {
      // @start region="virtual"
      kit.spawn(waiting, DispatcherSelector.fromConfig("troupe.dispatcher.virtual"))
          // @end
          .tell("wait");
    }
    threads.receiveSeveralMessages(ACTORS).forEach(isVirtual -> assertThat(isVirtual).isTrue());
  }

  @Test
  void pekkosDispatcherForBlockingHasThreadsOfItsOwn() {
    TestProbe<String> threads = kit.createTestProbe();
    kit.spawn(
            Behaviors.<String>receiveMessage(text -> {
              threads.getRef().tell(Thread.currentThread().getName());
              return Behaviors.same();
            }),
            // @start region="blocking"
            DispatcherSelector.blocking()
            // @end
            )
        .tell("where");
    assertThat(threads.receiveMessage()).contains("pekko.actor.default-blocking-io-dispatcher");
  }
}
