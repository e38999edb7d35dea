package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.sample.actors.Bookshop.Command;
import dev.troupe.sample.actors.Bookshop.GetPrice;
import dev.troupe.sample.actors.Bookshop.Price;
import dev.troupe.sample.actors.Customer.Costs;
import dev.troupe.sample.actors.Customer.Unknown;
import dev.troupe.sample.actors.Customer.Verdict;
import dev.troupe.sample.actors.Customer.Want;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Questions and answers; time passes when the test says so. */
class BookshopTest {
  private static final ActorTestKit KIT = Kits.withManualTime();
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Duration SHORT = Duration.ofSeconds(3);

  private final CompletableFuture<Integer> late = new CompletableFuture<>();
  private final ActorRef<Command> shop = KIT.spawn(Bookshop.create(this::lookUp));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private CompletionStage<Integer> lookUp(String title) {
    return switch (title) {
      case "Emma" -> CompletableFuture.completedFuture(990);
      case "Ulysses" -> late;
      default -> CompletableFuture.failedFuture(new NoSuchElementException("no title " + title));
    };
  }

  private static CompletableFuture<Price> ask(ActorRef<Command> shop, String title) {
    CompletionStage<Price> price =
        AskPattern.askWithStatus(
            shop, replyTo -> new GetPrice(title, replyTo), SHORT, KIT.system().scheduler());
    return price.toCompletableFuture();
  }

  @Test
  void whoAsksGetsTheAnswerOrTheReasonWhyThereIsNone() throws Exception {
    assertThat(ask(shop, "Emma").get(1, TimeUnit.MINUTES)).isEqualTo(new Price("Emma", 990));
    assertThatThrownBy(() -> ask(shop, "Q").get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no title Q");
  }

  @Test
  void anErrorInWordsIsOneOfItsOwnType() {
    TestProbe<Command> silent = KIT.createTestProbe();
    CompletableFuture<Price> price = ask(silent.ref(), "Emma");
    silent.expectMessageClass(GetPrice.class).replyTo().tell(StatusReply.error("we are closed"));
    assertThatThrownBy(() -> price.get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(StatusReply.ErrorMessage.class)
        .hasMessage("we are closed");
  }

  @Test
  void whoIsNotAnsweredInTimeGetsATimeoutException() {
    TestProbe<Command> silent = KIT.createTestProbe();
    CompletableFuture<Price> price = ask(silent.ref(), "Emma");
    silent.receiveMessage();
    assertThat(price).isNotDone();

    TIME.timePasses(SHORT);

    assertThatThrownBy(() -> price.get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void whileOneAnswerIsLookedUpOthersAreServed() {
    TestProbe<StatusReply<Price>> probe = KIT.createTestProbe();
    shop.tell(new GetPrice("Ulysses", probe.ref()));
    shop.tell(new GetPrice("Emma", probe.ref()));
    assertThat(probe.receiveMessage().getValue()).isEqualTo(new Price("Emma", 990));

    late.complete(1490);

    assertThat(probe.receiveMessage().getValue()).isEqualTo(new Price("Ulysses", 1490));
  }

  @Test
  void anActorThatAsksGetsTheAnswerAsAMessageOfItsOwn() {
    TestProbe<Verdict> friend = KIT.createTestProbe();
    ActorRef<Customer.Command> customer = KIT.spawn(Customer.create(shop, SHORT));
    customer.tell(new Want("Emma", friend.ref()));
    assertThat(friend.receiveMessage()).isEqualTo(new Costs(990));
    customer.tell(new Want("Q", friend.ref()));
    assertThat(friend.expectMessageClass(Unknown.class).reason())
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anActorThatIsNotAnsweredInTimeGetsATimeoutException() {
    TestProbe<Command> silent = KIT.createTestProbe();
    TestProbe<Verdict> friend = KIT.createTestProbe();
    KIT.spawn(Customer.create(silent.ref(), SHORT)).tell(new Want("Emma", friend.ref()));
    silent.receiveMessage();

    TIME.timePasses(SHORT);

    assertThat(friend.expectMessageClass(Unknown.class).reason())
        .isInstanceOf(TimeoutException.class);
  }
}
