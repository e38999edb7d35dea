package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Quotes.Answer;
import dev.troupe.actor.Quotes.GetQuote;
import dev.troupe.actor.Quotes.NotNow;
import dev.troupe.actor.Quotes.Quote;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.CircuitBreaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotesTest {
  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<Answer> answers = kit.createTestProbe();
  private final TestProbe<String> states = kit.createTestProbe();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean isDown = true;

  // @start region="breaker"
  private final CircuitBreaker breaker =
      CircuitBreaker.create(
          Adapter.toClassic(kit.system()).scheduler(),
          2, // failures in a row
          Duration.ofSeconds(1), // of a call; longer is a failure
          Duration.ofSeconds(30)); // until one call tries whether the service is back

  // @end

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private CompletionStage<Integer> service() {
    calls.incrementAndGet();
    return isDown
        ? CompletableFuture.failedFuture(new IllegalStateException("down"))
        : CompletableFuture.completedFuture(42);
  }

  private void expect(ActorRef<Quotes.Command> quotes, Answer answer) {
    quotes.tell(new GetQuote(answers.getRef()));
    answers.expectMessage(answer);
  }

  @Test
  void theBreakerOpensLetsOneCallTryAndCloses() {
    breaker
        .addOnOpenListener(() -> states.getRef().tell("open"))
        .addOnHalfOpenListener(() -> states.getRef().tell("half-open"))
        .addOnCloseListener(() -> states.getRef().tell("closed"));
    ActorRef<Quotes.Command> quotes = kit.spawn(Quotes.create(breaker, this::service));

    expect(quotes, new NotNow());
    expect(quotes, new NotNow());
    states.expectMessage("open");
    expect(quotes, new NotNow());
    assertThat(calls).hasValue(2);

    time.timePasses(Duration.ofSeconds(30));
    states.expectMessage("half-open");
    expect(quotes, new NotNow());
    assertThat(calls).hasValue(3);
    states.expectMessage("open");

    isDown = false;
    time.timePasses(Duration.ofSeconds(30));
    states.expectMessage("half-open");
    expect(quotes, new Quote(42));
    states.expectMessage("closed");
    expect(quotes, new Quote(42));
    assertThat(calls).hasValue(5);
  }
}
