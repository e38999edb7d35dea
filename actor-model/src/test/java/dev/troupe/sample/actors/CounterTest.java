package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Counter.GetTotal;
import dev.troupe.sample.actors.Counter.Increment;
import dev.troupe.sample.actors.Counter.Total;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CounterTest {
  private static final ActorTestKit KIT = Kits.patient();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void noIncrementOfEightThreadsIsLost() throws InterruptedException {
    ActorRef<Counter.Command> counter = KIT.spawn(Counter.create());
    Runnable increments =
        () -> {
          for (int i = 0; i < 100_000; i++) {
            counter.tell(new Increment());
          }
        };

    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofPlatform().start(increments));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    TestProbe<Total> probe = KIT.createTestProbe();
    counter.tell(new GetTotal(probe.ref()));
    assertThat(probe.receiveMessage()).isEqualTo(new Total(800_000));
  }

  @Test
  void itsStateIsSeenByAMessageOnly() {
    assertThat(Counter.class.getDeclaredFields()).isEmpty();
    assertThat(
            Arrays.stream(Counter.class.getDeclaredMethods())
                .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                .map(Method::getName))
        .containsExactly("create");
  }
}
