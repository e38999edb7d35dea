package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.Cart;
import dev.troupe.model.Cart.Add;
import dev.troupe.model.Cart.Added;
import dev.troupe.model.Cart.Annotate;
import dev.troupe.model.Cart.GetTotal;
import dev.troupe.model.Cart.Line;
import dev.troupe.model.Cart.Remove;
import dev.troupe.model.Cart.Removed;
import dev.troupe.model.Cart.State;
import dev.troupe.model.Cart.Total;
import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.testkit.EntityTestKit.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EntityTestKitTest {
  private static final Line TWO_PEARS = new Line("pear", 2);

  private final EntityTestKit<Cart, Cart.Event, State> kit = EntityTestKit.of(Cart.of("c-1"));

  private Outcome<Cart.Event, State, Total> addTwoPears() {
    return kit.when(new Add("pear", 2));
  }

  @Test
  void agreesWithWhatHappened() {
    Outcome<Cart.Event, State, Total> outcome =
        addTwoPears()
            .thenEvents(new Added(TWO_PEARS))
            .thenReply(new Total(2))
            .thenState(new State(List.of(TWO_PEARS), null));

    assertThat(outcome.events()).containsExactly(new Added(TWO_PEARS));
  }

  @Test
  void carriesTheStateOverFromOneCommandToTheNext() {
    addTwoPears();
    kit.when(new Add("fig", 1)).thenReply(new Total(3));
    kit.when(new Remove("pear")).thenReply(new Total(1));

    assertThat(kit.when(new GetTotal()).thenEvents().events()).isEmpty();
  }

  @Test
  void startsFromAHistory() {
    var outcome = kit.given(new Added(TWO_PEARS), new Removed("pear")).when(new GetTotal());

    assertThat(outcome.thenReply(new Total(0)).state()).isEqualTo(new State(List.of(), null));
  }

  @Test
  void agreesWithARejectionThatPersistsNothing() {
    var outcome = kit.when(new Remove("fig")).thenRejected("not-in").thenEvents();

    assertThat(outcome.state()).isEqualTo(new State(List.of(), null));
  }

  @Test
  void showsBothSidesWhereTheyDiffer() {
    fails(
        () -> addTwoPears().thenEvents(new Removed("pear")),
        "expected events [Removed[item=pear]], but was [Added[line=Line[item=pear, count=2]]]");
    fails(
        () -> kit.when(new GetTotal()).thenReply(new Total(3)),
        "expected reply Accepted[value=Total[count=3]], but was Accepted[value=Total[count=2]]");
    fails(
        () -> kit.when(new GetTotal()).thenState(new State(List.of(), "gift")),
        "expected state State[lines=[], note=gift], but was State[lines=[Line[");
    fails(
        () -> addTwoPears().thenReply(new Total(2)),
        "expected reply Accepted[value=Total[count=2]], but was Rejected[code=already-in");
    fails(
        () -> addTwoPears().thenRejected("sold-out"),
        "Add[item=pear, count=2]: expected rejection sold-out, but was already-in");
    fails(
        () -> kit.when(new Remove("pear")).thenRejected("not-in"),
        "expected rejection not-in, but was Accepted[value=Total[count=0]]");
  }

  /** An entity that does one thing wrong. */
  private record Faulty(String fault)
      implements EventSourcedEntity<EntityCommand<Faulty, Done>, String, Faulty.Log> {

    private record Log(List<String> entries) {}

    private record Write(String text) implements EntityCommand<Faulty, Done> {}

    private record GetLast(String text) implements EntityCommand<Faulty, Done> {}

    @Override
    public Log initialState() {
      return new Log(new ArrayList<>());
    }

    @Override
    public Decision<String, Log> decide(Log state, EntityCommand<Faulty, Done> command) {
      if (fault.equals("decide")) {
        state.entries().add("hasty");
      }
      if (fault.equals("reply")) {
        return persist("text")
            .thenReply(
                command,
                log -> {
                  log.entries().add("late");
                  return Done.DONE;
                });
      }
      return persist("text").thenAck(fault.equals("another") ? new Write("another") : command);
    }

    @Override
    public Log evolve(Log state, String event) {
      if (fault.equals("evolve")) {
        state.entries().add(event);
        return state;
      }
      return new Log(new ArrayList<>(List.of(event)));
    }
  }

  private static ThrowingCallable writing(String fault) {
    return () -> EntityTestKit.of(new Faulty(fault)).when(new Faulty.Write("given"));
  }

  @Test
  void catchesAStateThatIsChangedInPlace() {
    fails(
        writing("decide"),
        "decide changed the state it was given, from Log[entries=[]] to Log[entries=[hasty]]");
    fails(
        writing("evolve"),
        "evolve changed the state it was given, from Log[entries=[]] to Log[entries=[text]]");
    fails(
        writing("reply"),
        "the reply changed the state it was given, from Log[entries=[text]] to Log[entries=[text, late]]");
    fails(
        () -> EntityTestKit.of(new Faulty("evolve")).given("text"),
        "evolve changed the state it was given");
  }

  @Test
  void catchesAnAnswerToAnotherCommand() {
    fails(
        writing("another"),
        "decide(Write[text=given]) answered another command, Write[text=another]; pass the command it was given to thenReply");
  }

  @Test
  void catchesAQueryThatPersists() {
    fails(
        () -> EntityTestKit.of(new Faulty("none")).when(new Faulty.GetLast("given")),
        "a command that starts with Get persists nothing, but GetLast[text=given] persisted [text]");
  }

  @Test
  void findsNoFaultWhereThereIsNone() {
    EntityTestKit.of(new Faulty("none")).when(new Faulty.Write("given")).thenReply(Done.DONE);

    assertThat(kit.when(new Annotate("gift")).thenReply(Done.DONE).state().note())
        .isEqualTo("gift");
  }

  private static void fails(ThrowingCallable check, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(check)
        .withMessageContaining(message);
  }
}
