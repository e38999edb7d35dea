package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.testkit.EntitySimulation;
import dev.troupe.model.testkit.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The simulation and the real behavior under Pekko's kit, given the same steps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationAgreementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SCRIPTS = 10;
  private static final int STEPS = 40;
  private TestNode node;

  @BeforeAll
  void start() {
    node =
        new TestNode(
            """
            pekko.actor.testkit.typed.single-expect-default = 60s
            pekko.persistence.testkit.journal.recovery-event-timeout = 60s
            """);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  /** One entity twice. */
  private final class Twins<N, S> {
    private final EntityType<N> type;
    private final EntityKey key;
    private final Class<S> state;
    private final Scenario simulated;
    private final EventSourcedBehaviorTestKit<EntityEnvelope, JournalEntry, EntityState<S>> real;
    private final List<Object> stored = new ArrayList<>();

    Twins(EntityType<N> type, String id, Class<S> state) {
      this.type = type;
      this.key = Wallet.key(id);
      this.state = state;
      this.simulated =
          EntitySimulation.of(key.tenant()).entity(Wallet.TYPE).entity(Errand.TYPE).scenario();
      this.real =
          EventSourcedBehaviorTestKit.create(
              node.kit.system(), EventSourcedBehaviors.create(type, key));
    }

    Reply<?> ask(EntityCommand<N, ?> command, String id) {
      var result =
          real.<EntityReply>runCommand(replyTo ->
              EntityEnvelope.of(type.name(), key, command, PATIENCE, replyTo)
                  .withId(CommandId.of(id)));
      Reply<?> simulation = simulated.ask(type, key.id(), command, CommandId.of(id));
      assertThat(((EntityReply.Answered) result.reply()).reply())
          .as("the answer to %s as %s", command, id)
          .isEqualTo(simulation);
      Stream.of(result.events())
          .flatMap(List::stream)
          .map(JournalEntry::event)
          .flatMap(Optional::stream)
          .forEach(stored::add);
      assertSame(result.state());
      return simulation;
    }

    void crash() {
      simulated.crash(type, key.id());
      assertSame(real.restart().state());
    }

    private void assertSame(EntityState<S> present) {
      S expected = simulated.world().state(type, key.id(), state);
      present.state().ifPresent(own -> assertThat(own).isEqualTo(expected));
      assertThat(stored).isEqualTo(simulated.world().events(type, key.id()));
      assertThat(present.state().isPresent()).isEqualTo(!stored.isEmpty());
    }
  }

  private static EntityCommand<Wallet, ?> walletCommand(Random random) {
    long cents = random.nextLong(1, 20);
    return switch (random.nextInt(6)) {
      case 0 -> new Wallet.Deposit(cents);
      case 1 -> new Wallet.Withdraw(cents);
      case 2 -> new Wallet.Spread(List.of(cents, 1L));
      case 3 -> new Wallet.Touch();
      case 4 -> new Wallet.Note("note " + cents);
      default -> new Wallet.GetBalance();
    };
  }

  @Test
  void commandsRepeatsReusedIdsAndCrashesGiveTheSameAnswersEventsAndStates() {
    for (int script = 0; script < SCRIPTS; script++) {
      Random random = new Random(script);
      var wallet = new Twins<>(Wallet.TYPE, "agrees-" + script, Wallet.State.class);
      List<EntityCommand<Wallet, ?>> asked = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        int choice = random.nextInt(10);
        if (choice == 0) {
          wallet.crash();
        } else if (choice <= 3 && !asked.isEmpty()) {
          int again = random.nextInt(asked.size());
          wallet.ask(asked.get(again), "id-" + again);
        } else if (choice == 4 && !asked.isEmpty()) {
          wallet.ask(walletCommand(random), "id-" + random.nextInt(asked.size()));
        } else {
          EntityCommand<Wallet, ?> command = walletCommand(random);
          wallet.ask(command, "id-" + asked.size());
          asked.add(command);
        }
      }
    }
  }

  @Test
  void whatIsFollowedByMessagesAndRemindersIsAnsweredAndStoredAlike() {
    var errand = new Twins<>(Errand.TYPE, "errand", Errand.State.class);
    errand.ask(new Errand.Pay("w-1", 5), "id-1");
    errand.ask(new Errand.Remind("daily"), "id-2");
    errand.crash();
    assertThat(errand.ask(new Errand.Refuse(), "id-3")).isInstanceOf(Reply.Rejected.class);
    assertThat(errand.ask(new Errand.Tick("a"), "id-3"))
        .isInstanceOfSatisfying(
            Reply.Rejected.class, no -> assertThat(no.code()).isEqualTo(Reply.ID_REUSED));
    errand.ask(new Errand.Pay("w-1", 5), "id-1");
    errand.crash();
    errand.ask(new Errand.Juggle("daily"), "id-4");
    errand.ask(new Errand.Remind("daily"), "id-2");
  }

  @Test
  void aDeliveryThatComesAgainCountsOnceInBoth() {
    EntityKey key = Wallet.key("delivered");
    Scenario simulated =
        EntitySimulation.of(key.tenant()).entity(Wallet.TYPE).entity(Errand.TYPE).scenario();
    simulated.ask(Errand.TYPE, "e-1", new Errand.Pay(key.id(), 5));
    simulated.deliver(Errand.TYPE, "e-1").lateCopies().crash(Wallet.TYPE, key.id()).lateCopies();

    EventSourcedBehaviorTestKit<EntityEnvelope, JournalEntry, EntityState<Wallet.State>> real =
        EventSourcedBehaviorTestKit.create(
            node.kit.system(), EventSourcedBehaviors.create(Wallet.TYPE, key));
    EntityReply first = deliver(real, key);
    EntityReply second = deliver(real, key);
    real.restart();
    EntityReply third = deliver(real, key);

    assertThat(List.of(second, third)).containsOnly(first);
    assertThat(real.getState().state())
        .contains(simulated.world().state(Wallet.TYPE, key.id(), Wallet.State.class))
        .contains(new Wallet.State(5));
    assertThat(simulated.world().events(Wallet.TYPE, key.id()))
        .containsExactly(new Wallet.Deposited(5));
  }

  private static EntityReply deliver(
      EventSourcedBehaviorTestKit<EntityEnvelope, JournalEntry, EntityState<Wallet.State>> real,
      EntityKey key) {
    return real.<EntityReply>runCommand(replyTo ->
            EntityEnvelope.of("wallet", key, new Wallet.Deposit(5), PATIENCE, replyTo)
                .delivering(new Delivery.OfMessage(7, 1)))
        .reply();
  }
}
