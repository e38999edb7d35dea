package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.Counter.Add;
import dev.troupe.actor.Counter.GetTotal;
import dev.troupe.actor.Counter.Total;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FactoryTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aFactoryTakesParametersAndPropsTakeMailboxAndDispatcher() {
    TestProbe<ActorRef<Counter.Command>> spawned = kit.createTestProbe();
    Behavior<Void> parent =
        Behaviors.setup(context -> {
          // @start region="spawn"
          Behavior<Counter.Command> supervised =
              Behaviors.supervise(Counter.create(40))
                  .onFailure(ArithmeticException.class, SupervisorStrategy.restart());
          Props props =
              Props.empty()
                  .withMailboxFromConfig("troupe.mailbox.bounded")
                  .withDispatcherFromConfig("troupe.dispatcher.virtual");
          ActorRef<Counter.Command> counter = context.spawn(supervised, "counter", props);
          // @end
          spawned.getRef().tell(counter);
          return Behaviors.empty();
        });
    kit.spawn(parent);
    ActorRef<Counter.Command> counter = spawned.receiveMessage();

    TestProbe<Total> totals = kit.createTestProbe();
    counter.tell(new Add(2));
    counter.tell(new GetTotal(totals.getRef()));
    totals.expectMessage(new Total(42));
    counter.tell(new Add(Integer.MAX_VALUE));
    counter.tell(new GetTotal(totals.getRef()));
    totals.expectMessage(new Total(40));
    org.apache.pekko.actor.Props classic =
        ((org.apache.pekko.actor.ActorRefWithCell) Adapter.toClassic(counter)).underlying().props();
    assertThat(classic.mailbox()).isEqualTo("troupe.mailbox.bounded");
    assertThat(classic.dispatcher()).isEqualTo("troupe.dispatcher.virtual");
  }
}
