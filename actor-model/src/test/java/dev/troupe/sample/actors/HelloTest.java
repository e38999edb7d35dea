package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Hello.Command;
import dev.troupe.sample.actors.Hello.Greet;
import dev.troupe.sample.actors.Hello.Greeted;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HelloTest {
  private static final ActorTestKit KIT = Kits.patient();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void greetsWhomItIsToldTo() {
    ActorRef<Command> hello = KIT.spawn(Hello.create());
    TestProbe<Greeted> probe = KIT.createTestProbe();

    hello.tell(new Greet("Ann", probe.ref()));

    assertThat(probe.receiveMessage()).isEqualTo(new Greeted("Hello, Ann!"));
  }

  @Test
  void answersWhomTheMessageNamesAndNotWhoSentIt() {
    ActorRef<Command> hello = KIT.spawn(Hello.create());
    TestProbe<Greeted> first = KIT.createTestProbe();
    TestProbe<Greeted> second = KIT.createTestProbe();

    hello.tell(new Greet("Ann", second.ref()));
    hello.tell(new Greet("Bob", first.ref()));

    assertThat(second.receiveMessage().text()).contains("Ann");
    assertThat(first.receiveMessage().text()).contains("Bob");
  }

  @Test
  void runsAsASystemOfItsOwn() throws Exception {
    ActorSystem<Command> hello = ActorSystem.create(Hello.create(), "hello");
    CompletionStage<Greeted> greeted =
        AskPattern.ask(
            hello,
            replyTo -> new Greet("world", replyTo),
            Duration.ofMinutes(1),
            hello.scheduler());

    assertThat(greeted.toCompletableFuture().get(1, TimeUnit.MINUTES).text())
        .isEqualTo("Hello, world!");
    hello.terminate();
    hello.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
