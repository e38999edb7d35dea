package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.model.Cart;
import dev.troupe.model.Decision;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.testkit.Relay.Chatter;
import dev.troupe.model.testkit.Relay.Count;
import dev.troupe.model.testkit.Relay.Fail;
import dev.troupe.model.testkit.Relay.GetCount;
import dev.troupe.model.testkit.Relay.Pass;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EntitySimulationTest {
  private static final Request COUNT = Request.to(Relay.TYPE, "r-1", new Count());

  private static EntitySimulation relays() {
    return EntitySimulation.of(Relay.ACME).entity(Relay.TYPE).commands(random -> COUNT);
  }

  private static int count(World world) {
    return world.state(Relay.TYPE, "r-1", Relay.State.class).count();
  }

  private static BrokenInvariant broken(EntitySimulation simulation) {
    BrokenInvariant broken = catchThrowableOfType(BrokenInvariant.class, simulation::run);
    assertThat(broken).isNotNull();
    return broken;
  }

  @Test
  void saysWhatItDidWhereEverythingHolds() {
    SimulationReport report =
        relays().invariant("counts up", world -> count(world) >= 0).seeds(20).steps(30).run();
    assertThat(report.seeds()).isEqualTo(20);
    assertThat(report.steps().values().stream().mapToLong(each -> each).sum()).isEqualTo(600);
    assertThat(report.count("crash")).isPositive();
    assertThat(report.count("earthquake")).isZero();
  }

  @Test
  void listsTheFewStepsThatBreakAnInvariantAndReplaysThem() {
    EntitySimulation simulation =
        relays().invariant("counts to two", world -> count(world) < 3).steps(100);
    BrokenInvariant broken = broken(simulation);
    assertThat(broken.invariant()).isEqualTo("counts to two");
    assertThat(broken.steps()).hasSize(3).allMatch(each -> each.contains("relay/r-1 Count[]"));
    assertThat(broken)
        .hasMessageStartingWith("seed 1 breaks 'counts to two'\nafter these steps, which are left")
        .hasMessageContaining("replay(1) does it again\n  1. c-")
        .hasMessageContaining("-> Accepted[value=3], stored [Counted[]]\nand then\n")
        .hasMessageEndingWith("relay/r-1 is State[count=3]");
    BrokenInvariant again = catchThrowableOfType(BrokenInvariant.class, () -> simulation.replay(1));
    assertThat(again).hasMessage(broken.getMessage());
    assertThat(broken.seed()).hasValue(1);
  }

  @Test
  void aSeedThatBreaksNothingIsReplayedAsWell() {
    EntitySimulation simulation = relays().invariant("holds", world -> true);
    assertThat(simulation.replay(-5)).isEqualTo(simulation.replay(-5));
  }

  private static boolean isAsserted(World world) {
    assertThat(count(world)).isZero();
    return true;
  }

  @Test
  void anInvariantThatThrowsDoesNotHold() {
    BrokenInvariant broken = broken(relays().invariant("few", EntitySimulationTest::isAsserted));
    assertThat(broken).hasMessageContaining("seed 1 breaks 'few': ");
  }

  @Test
  void anEntityThatFailsIsFound() {
    BrokenInvariant broken =
        broken(
            relays()
                .commands(random ->
                    random.nextInt(5) == 0 ? Request.to(Relay.TYPE, "r-1", new Fail()) : COUNT)
                .invariant("holds", world -> true));
    assertThat(broken.invariant()).isEqualTo("entities do not fail");
    assertThat(broken.steps()).singleElement().asString().endsWith("out of order");
  }

  /** Remembers what no event says. */
  private record Drifting(Relay relay, AtomicInteger evolved)
      implements EventSourcedEntity<Relay.Command<?>, Relay.Event, Relay.State> {
    static Drifting of(EntityKey key) {
      return new Drifting(new Relay(key), new AtomicInteger());
    }

    @Override
    public Relay.State initialState() {
      return relay.initialState();
    }

    @Override
    public Decision<Relay.Event, Relay.State> decide(Relay.State state, Relay.Command<?> command) {
      return relay.decide(state, command);
    }

    @Override
    public Relay.State evolve(Relay.State state, Relay.Event event) {
      return new Relay.State(evolved.incrementAndGet());
    }
  }

  @Test
  void anEntityThatRecoversAsSomethingElseIsFound() {
    BrokenInvariant broken =
        broken(
            EntitySimulation.of(Relay.ACME)
                .entity(Relay.TYPE, Drifting::of)
                .commands(random -> COUNT)
                .invariant("holds", world -> true));
    assertThat(broken)
        .hasMessageContaining(
            "and recovers as State[count=2] from the same events; evolve must be");
  }

  @Test
  void whatNeverComesToRestIsFound() {
    BrokenInvariant broken =
        broken(
            relays()
                .commands(random -> Request.to(Relay.TYPE, "r-1", new Chatter()))
                .atRest("holds", world -> true)
                .steps(5));
    assertThat(broken.invariant()).isEqualTo("all comes to rest");
    assertThat(broken.steps()).hasSize(2).last().isEqualTo("all that is left is delivered");
  }

  @Test
  void anInvariantAtRestSeesWhatIsLeftDelivered() {
    EntitySimulation simulation =
        EntitySimulation.of(Relay.ACME)
            .entity(Relay.TYPE)
            .entity(Cart.TYPE)
            .commands(
                random -> Request.to(Relay.TYPE, "r-" + random.nextInt(3), new Pass("c-1", "pear")))
            .atRest(
                "nothing waits",
                world -> world.messages().stream().allMatch(each -> each.isParked()))
            .seeds(50);
    assertThat(simulation.run().count("delivery")).isPositive();
    BrokenInvariant broken =
        broken(
            simulation.atRest(
                "the cart is empty",
                world -> world.state(Cart.TYPE, "c-1", Cart.State.class).lines().isEmpty()));
    assertThat(broken.steps()).hasSize(2);
  }

  @Test
  void saysSoWhereTheSameStepsDoNotLeadToTheSame() {
    AtomicInteger looks = new AtomicInteger();
    BrokenInvariant broken =
        broken(relays().invariant("once", world -> looks.incrementAndGet() != 20));
    assertThat(broken)
        .hasMessageContaining("and not when the same steps are done again")
        .hasMessageContaining("must be pure");
  }

  @Test
  void aScenarioIsCheckedAfterEachStep() {
    Scenario scenario = relays().invariant("counts to one", world -> count(world) < 2).scenario();
    scenario.ask(Relay.TYPE, "r-1", new Count());
    scenario.crash(Relay.TYPE, "r-1").passivate(Relay.TYPE, "r-1").advance(Duration.ofDays(1));
    scenario.ask(Relay.TYPE, "r-1", new GetCount());
    BrokenInvariant broken =
        catchThrowableOfType(
            BrokenInvariant.class, () -> scenario.ask(Relay.TYPE, "r-1", new Count()));
    assertThat(broken.seed()).isEmpty();
    assertThat(broken)
        .hasMessageStartingWith("breaks 'counts to one'\nafter these steps\n  1. ask-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scenario.advance(Duration.ofSeconds(-1)))
        .withMessageContaining("was 'PT-1S'");
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> relays().seeds(0))
        .withMessage("simulation: the number of seeds must be 1 to 100000000, was '0'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> relays().steps(10_001))
        .withMessage("simulation: the number of steps must be 1 to 10000, was '10001'");
  }

  @Test
  void refusesToRunWithoutWhatItNeeds() {
    EntitySimulation empty = EntitySimulation.of(Relay.ACME);
    assertThatIllegalStateException()
        .isThrownBy(empty::run)
        .withMessage("simulation: there is no entity; say it with entity(..)");
    assertThatIllegalStateException().isThrownBy(empty::scenario).withMessageContaining("entity");
    empty.entity(Relay.TYPE);
    assertThatIllegalStateException()
        .isThrownBy(() -> empty.replay(1))
        .withMessage("simulation: there is no invariant; say it with invariant(..) or atRest(..)");
    empty.invariant("holds", world -> true);
    assertThatIllegalStateException()
        .isThrownBy(empty::run)
        .withMessage("simulation: there is no generator of commands; say it with commands(..)");
  }

  @Test
  void refusesNamesThatAreGivenTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> relays().entity(Relay.TYPE))
        .withMessage("simulation: the type 'relay' is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> relays().invariant("a", world -> true).atRest("a", world -> true))
        .withMessage("simulation: the invariant 'a' is given twice");
  }

  @Test
  void refusesAMessageToATypeThatItDoesNotHave() {
    EntitySimulation simulation =
        relays()
            .commands(random -> Request.to(Relay.TYPE, "r-1", new Pass("c-1", "pear")))
            .invariant("holds", world -> true);
    assertThatIllegalStateException()
        .isThrownBy(simulation::run)
        .withMessage(
            "simulation: cart/c-1 is sent a command, and there is no type 'cart', only [relay]; add it with entity(..)");
  }

  @Test
  void refusesARunThatCantBegin() {
    EntitySimulation simulation =
        EntitySimulation.of(Relay.ACME)
            .entity(Cart.TYPE)
            .given(Request.to(Cart.TYPE, "c-1", new Cart.Remove("pear")));
    assertThatIllegalStateException()
        .isThrownBy(simulation::scenario)
        .withMessageContaining(
            "given cart/c-1 Remove[item=pear], which was answered with Rejected");
  }

  @Test
  void refusesACallThatNoEntityTakes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Request.to(Relay.TYPE, "no/id", new Count()))
        .withMessageContaining("entity id must be");
  }
}
