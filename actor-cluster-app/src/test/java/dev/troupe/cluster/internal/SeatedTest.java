package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeatedTest {
  private static final TenantId ACME = TenantId.of("acme");

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private final AtomicLong taken = new AtomicLong();
  private final ActiveEntities active = new ActiveEntities(tenant -> 2);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<String> spawn(Supplier<Behavior<String>> behavior) {
    return kit.spawn(
        Seated.at(
            new Seated.Place<>(
                new Seated.Kind<>(active, "note", String.class), ACME, shard.getRef()),
            seat -> new Seated.Gated<>(this::lets, behavior.get())));
  }

  private boolean lets(String message) {
    taken.incrementAndGet();
    return !message.equals("refused");
  }

  private static Behavior<String> obeying() {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case "stop" -> Behaviors.stopped();
          case "fail" -> throw new IllegalStateException("as it was told");
          default -> Behaviors.same();
        });
  }

  private void awaitRunning(long expected) {
    shard.awaitAssert(() -> {
      assertThat(active.running(ACME)).isEqualTo(expected);
      return null;
    });
  }

  @Test
  void hasItsPlaceUntilItEndsHoweverItEnds() {
    spawn(SeatedTest::obeying).tell("stop");
    spawn(SeatedTest::obeying).tell("fail");
    spawn(Behaviors::stopped);
    spawn(() -> Behaviors.setup(context -> Behaviors.stopped()));
    spawn(() ->
        Behaviors.setup(context -> {
          throw new IllegalStateException("it can't start");
        }));
    spawn(() -> {
      throw new IllegalStateException("it can't even be made");
    });
    awaitRunning(0);
    spawn(SeatedTest::obeying);
    awaitRunning(1);
  }

  @Test
  void oneThatIsRestartedKeepsItsPlace() {
    ActorRef<String> restarted =
        spawn(() -> Behaviors.supervise(obeying()).onFailure(SupervisorStrategy.restart()));
    restarted.tell("fail");
    restarted.tell("fail");
    awaitRunning(1);
    restarted.tell("stop");
    awaitRunning(0);
  }

  @Test
  void itsGateIsAskedOfEachMessageAndItHasWhatThatLetsThrough() {
    TestProbe<String> had = kit.createTestProbe();
    ActorRef<String> gated =
        spawn(() ->
            Behaviors.receiveMessage(message -> {
              had.ref().tell(message);
              return Behaviors.same();
            }));
    gated.tell("something");
    gated.tell("refused");
    gated.tell("something else");
    had.expectMessage("something");
    had.expectMessage("something else");
    assertThat(taken.get()).isEqualTo(3);
  }

  @Test
  void theShardIsToldOfTheColdest() {
    ActorRef<String> first = spawn(SeatedTest::obeying);
    ActorRef<String> second = spawn(SeatedTest::obeying);
    awaitRunning(2);
    first.tell("something");
    spawn(SeatedTest::obeying);
    assertThat(shard.receiveMessage()).isIn(passivate(first), passivate(second));
    shard.expectNoMessage();
  }

  private static ClusterSharding.ShardCommand passivate(ActorRef<String> entity) {
    return new ClusterSharding.Passivate<>(entity);
  }
}
