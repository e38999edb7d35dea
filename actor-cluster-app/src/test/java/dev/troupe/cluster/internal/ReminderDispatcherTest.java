package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.internal.ReminderDispatcher.MemberChanged;
import dev.troupe.cluster.internal.ReminderDispatcher.Message;
import dev.troupe.cluster.internal.ReminderDispatcher.Wake;
import dev.troupe.cluster.internal.ReminderDispatcher.Work;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.ReminderStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a dispatcher claims; every call of the table is one that the test keeps or runs. */
class ReminderDispatcherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = ERROR
      """;

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.load(ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load())));
  private final Cluster cluster = Cluster.get(kit.system());
  private final ReminderStore closed =
      ReminderStore.open(DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/none", "u", "p"), 1);
  private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
  private final ActorRef<Message> dispatcher = kit.spawn(dispatcher());

  private Behavior<Message> dispatcher() {
    closed.close();
    return ReminderDispatcher.create(
        new Work(
            ReminderSettings.of(kit.system().settings().config()),
            closed,
            new DatabaseCalls("reminders", calls::add),
            (reminder, delivery) -> new CompletableFuture<>()));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** Returns once all that it was told before is done. */
  private void drain() throws Exception {
    drained().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private CompletableFuture<Done> drained() {
    return AskPattern.<Message, Done>ask(
            dispatcher, ReminderDispatcher.Drain::new, PATIENCE, kit.system().scheduler())
        .toCompletableFuture();
  }

  private Runnable call() throws InterruptedException {
    Runnable call = calls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(call).as("waited in vain for a claim").isNotNull();
    return call;
  }

  private void join() {
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @Test
  void claimsNothingBeforeItsNodeHasJoined() throws Exception {
    dispatcher.tell(Wake.WAKE);
    drain();
    assertThat(calls).isEmpty();
  }

  @Test
  void claimsOnceItsNodeHasJoined() throws Exception {
    dispatcher.tell(Wake.WAKE);
    join();
    assertThat(call()).isNotNull();
  }

  @Test
  void isDrainedOnceAClaimOnItsWayHasFailed() throws Exception {
    join();
    Runnable claim = call();
    CompletableFuture<Done> drained = drained();
    claim.run();
    assertThat(drained.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Done.done());
  }

  static Stream<Function<Member, MemberEvent>> ways() {
    return Stream.of(
        up -> new ClusterEvent.MemberLeft(up.copy(MemberStatus.leaving())),
        up -> new ClusterEvent.MemberDowned(up.copy(MemberStatus.down())));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void claimsNoMoreOnceItsNodeLeaves(Function<Member, MemberEvent> out) throws Exception {
    join();
    Runnable first = call();
    kit.createTestProbe()
        .awaitAssert(
            PATIENCE, () -> assertThat(cluster.selfMember().status()).isEqualTo(MemberStatus.up()));
    dispatcher.tell(new MemberChanged(out.apply(cluster.selfMember())));
    first.run();
    dispatcher.tell(Wake.WAKE);
    drain();
    assertThat(calls).isEmpty();
  }
}
