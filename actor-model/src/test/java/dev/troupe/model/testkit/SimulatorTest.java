package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Cart;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Ticket;
import dev.troupe.model.testkit.Relay.Cancel;
import dev.troupe.model.testkit.Relay.Count;
import dev.troupe.model.testkit.Relay.CountAfter;
import dev.troupe.model.testkit.Relay.CountEvery;
import dev.troupe.model.testkit.Relay.Pass;
import dev.troupe.model.testkit.Step.Advance;
import dev.troupe.model.testkit.Step.Ask;
import dev.troupe.model.testkit.Step.Crash;
import dev.troupe.model.testkit.Step.Deliver;
import dev.troupe.model.testkit.Step.Fate;
import dev.troupe.model.testkit.Step.Fire;
import dev.troupe.model.testkit.Step.Passivate;
import dev.troupe.model.testkit.Step.Repeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises that the simulation keeps, and what it may do within them. */
class SimulatorTest {
  private static final Address RELAY = new Address("relay", "r-1");
  private static final Address CART = new Address("cart", "c-1");

  private final Run run =
      new Run(
          new Parts(
              Relay.ACME,
              Map.of(
                  "relay",
                  new Parts.Made<>(Relay.TYPE, Relay.TYPE::create),
                  "cart",
                  new Parts.Made<>(Cart.TYPE, Cart.TYPE::create),
                  "ticket",
                  new Parts.Made<>(Ticket.TYPE, Ticket.TYPE::create)),
              Set.of()),
          new Run.Rules(List.of(), List.of(), 100));
  private final World world = run.world();
  private int asks;

  private String step(Step step) {
    assertThat(run.applyAndTell(step)).isEmpty();
    return run.lines().getLast();
  }

  private String ask(EntityCommand<Relay, ?> command, String id) {
    return step(new Ask(id, Request.to(Relay.TYPE, "r-1", command), Fate.HEARD));
  }

  private void ask(EntityCommand<Relay, ?> command) {
    ask(command, "ask-" + ++asks);
  }

  private int count() {
    return world.state(Relay.TYPE, "r-1", Relay.State.class).count();
  }

  private List<String> items() {
    return world.state(Cart.TYPE, "c-1", Cart.State.class).lines().stream()
        .map(Cart.Line::item)
        .toList();
  }

  @Test
  void messagesOfASenderArriveInTheirOrder() {
    ask(new Pass("c-1", "pear"));
    ask(new Pass("c-1", "fig"));
    step(new Deliver(RELAY, Fate.LOST));
    step(new Deliver(RELAY, Fate.HEARD));
    assertThat(items()).containsExactly("pear");
    step(new Deliver(RELAY, Fate.HEARD));
    assertThat(items()).containsExactly("pear", "fig");
    assertThat(world.messages()).isEmpty();
  }

  @Test
  void theSenderIsToldWhatTheReceiverSaid() {
    Instant noon = Instant.parse("2026-03-02T12:00:00Z");
    step(
        new Ask(
            "c-1", Request.to(Ticket.TYPE, "t-1", new Ticket.Reserve("c-1", noon)), Fate.HEARD));
    assertThat(world.reminders(Ticket.TYPE, "t-1")).isEqualTo(Map.of("release", noon));
    step(new Deliver(new Address("ticket", "t-1"), Fate.UNHEARD));
    assertThat(world.messages())
        .extracting(World.Message::senderType, each -> each.message().command())
        .containsExactly(org.assertj.core.groups.Tuple.tuple("cart", new Ticket.Confirm()));
    step(new Crash(CART));
    step(new Deliver(CART, Fate.HEARD));
    assertThat(world.state(Ticket.TYPE, "t-1", Ticket.State.class).confirmed()).isTrue();
    assertThat(world.reminders(Ticket.TYPE, "t-1")).isEmpty();
  }

  @Test
  void aMessageThatIsRefusedAgainAndAgainIsSetAsideAndTheNextOneArrives() {
    ask(new Pass("c-1", "pear"));
    ask(new Pass("c-1", "pear"));
    ask(new Pass("c-1", "fig"));
    for (int i = 0; i < 4; i++) {
      step(new Deliver(RELAY, Fate.HEARD));
    }
    assertThat(items()).containsExactly("pear");
    assertThat(world.messages()).extracting(World.Message::isParked).containsExactly(false, true);
    step(new Deliver(RELAY, Fate.HEARD));
    assertThat(items()).containsExactly("pear", "fig");
  }

  @Test
  void aRefusalThatNobodyHeardIsNoNewAttempt() {
    ask(new Pass("c-1", "pear"));
    ask(new Pass("c-1", "pear"));
    step(new Deliver(RELAY, Fate.HEARD));
    for (int i = 0; i < 9; i++) {
      step(new Deliver(RELAY, Fate.UNHEARD));
    }
    assertThat(world.messages()).extracting(World.Message::isParked).containsExactly(false);
  }

  @Test
  void aLateCopyOfAMessageCountsForNothing() {
    ask(new Pass("c-1", "pear"));
    step(new Deliver(RELAY, Fate.LOST));
    step(new Deliver(RELAY, Fate.HEARD));
    step(new Ask("c-2", Request.to(Cart.TYPE, "c-1", new Cart.Remove("pear")), Fate.HEARD));
    String copy = run.simulator().copies().getFirst();
    assertThat(step(new Repeat(copy))).contains("Accepted").doesNotContain("stored");
    step(new Passivate(CART));
    assertThat(step(new Repeat(copy))).contains("Accepted").doesNotContain("stored");
    assertThat(items()).isEmpty();
  }

  @Test
  void aReminderFiresWhenItIsDueAndNotBefore() {
    ask(new CountAfter("later", Duration.ofMinutes(5)));
    step(new Advance(Duration.ofMinutes(4)));
    assertThat(step(new Fire(RELAY, "later", Fate.HEARD))).endsWith("-> nothing");
    step(new Advance(Duration.ofMinutes(1)));
    step(new Passivate(RELAY));
    step(new Fire(RELAY, "later", Fate.HEARD));
    assertThat(count()).isEqualTo(1);
    assertThat(step(new Fire(RELAY, "later", Fate.HEARD))).endsWith("-> nothing");
  }

  @Test
  void aFiringThatComesAfterItsReminderWasCancelledDoesNothing() {
    ask(new CountAfter("later", Duration.ZERO));
    step(new Fire(RELAY, "later", Fate.LOST));
    ask(new Cancel("later"));
    assertThat(step(new Repeat(run.simulator().copies().getFirst())))
        .endsWith("was done or cancelled before");
    assertThat(count()).isZero();
  }

  @Test
  void ofMissedTimesTheLatestFiresOrNone() {
    ask(new CountEvery("latest", Duration.ofMinutes(10), false));
    ask(new CountEvery("none", Duration.ofMinutes(10), true));
    step(new Advance(Duration.ofMinutes(35)));
    step(new Fire(RELAY, "latest", Fate.HEARD));
    assertThat(step(new Fire(RELAY, "none", Fate.HEARD))).endsWith("too late");
    assertThat(count()).isEqualTo(1);
    Instant next = world.now().plus(Duration.ofMinutes(5));
    assertThat(world.reminders(Relay.TYPE, "r-1")).isEqualTo(Map.of("latest", next, "none", next));
  }

  @Test
  void aCommandIdGetsItsFirstAnswerAlsoAfterACrash() {
    assertThat(ask(new Count(), "id-1")).contains("Accepted[value=1], stored");
    ask(new Count(), "id-2");
    step(new Crash(RELAY));
    assertThat(ask(new Count(), "id-1")).endsWith("Accepted[value=1]");
    assertThat(ask(new Cancel("later"), "id-1"))
        .contains("Rejected[code=id-reused", "acme:r-1, 'count'; use a new id");
    assertThat(world.events(Relay.TYPE, "r-1")).hasSize(2);
    assertThat(world.answers()).hasSize(4);
  }

  @Test
  void whatGetsLostIsNotDoneAndWhatNobodyHearsIs() {
    Request request = Request.to(Relay.TYPE, "r-1", new Count());
    step(new Ask("id-1", request, Fate.LOST));
    assertThat(count()).isZero();
    step(new Ask("id-1", request, Fate.UNHEARD));
    assertThat(count()).isEqualTo(1);
    assertThat(world.answers()).isEmpty();
    step(new Ask("id-1", request, Fate.HEARD));
    assertThat(world.heard()).isPresent();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void whatMakesNoSenseNowDoesNothing() {
    List<Step> steps =
        List.of(
            new Crash(RELAY),
            new Passivate(RELAY),
            new Deliver(RELAY, Fate.HEARD),
            new Fire(RELAY, "later", Fate.HEARD),
            new Repeat("message 1 of relay/r-1, attempt 1"));
    assertThat(steps).allSatisfy(each -> assertThat(step(each)).endsWith("-> nothing"));
  }
}
