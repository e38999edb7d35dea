package dev.troupe.persistence;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An entity that has things done by wallets, and by itself later; and does some of it wrong. */
public record Errand(EntityKey key)
    implements EventSourcedEntity<Errand.Command<?>, Errand.Event, Errand.State> {

  public static final EntityType<Errand> TYPE =
      EntityType.eventSourced("errand", Command.class, Event.class, State.class, Errand::new);

  public static final Schedule HOURLY = Schedule.every(Duration.ofHours(1));

  public sealed interface Command<R> extends EntityCommand<Errand, R> {}

  public record Pay(String wallet, long cents) implements Command<Done> {}

  public record Tick(String text) implements Command<Done> {}

  public record Refuse() implements Command<Done> {}

  public record Remind(String name) implements Command<Done> {}

  public record Juggle(String name) implements Command<Done> {}

  public record Err(How how) implements Command<Done> {}

  public record GetNothing() implements Command<Done> {}

  /** What it does wrong. */
  public enum How {
    UNKNOWN_TYPE,
    TELL_ANOTHERS_COMMAND,
    REMIND_ANOTHERS_COMMAND,
    COMMAND_TOO_LARGE,
    TOO_LARGE_TOGETHER,
    TOO_MANY,
    NOT_READABLE
  }

  public sealed interface Event {}

  public record Ticked(String text) implements Event {}

  public record State(int ticks) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  public static OutboxMessage deposit(String wallet, long cents) {
    return OutboxMessage.to(Wallet.TYPE, wallet, new Wallet.Deposit(cents))
        .whenAccepted(new Tick("paid"))
        .whenRejected(new Tick("kept"));
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Pay c ->
          persist(List.of(new Ticked("one"), new Ticked("two")))
              .thenAck(c)
              .enqueue(deposit(c.wallet(), c.cents()))
              .enqueue(OutboxMessage.to(Wallet.TYPE, c.wallet(), new Wallet.Touch()));
      case Tick c -> persist(new Ticked(c.text())).thenAck(c);
      case Refuse c -> reject(c, "no", "not today");
      case Remind c -> reply(c, Done.DONE).remind(c.name(), HOURLY, new Tick("reminded"));
      case Juggle c ->
          reply(c, Done.DONE)
              .forget(c.name())
              .remind(c.name(), Schedule.after(Duration.ZERO), new Tick("reminded"))
              .remind("other", HOURLY, new Tick("reminded"))
              .remind(c.name(), HOURLY, new Tick("reminded again"))
              .forget("other");
      case Err c -> wrong(c, reply(c, Done.DONE));
      case GetNothing c -> reply(c, Done.DONE).forget("daily");
    };
  }

  private static Decision<Event, State> wrong(Err command, Decision.Persist<Event, State> decided) {
    OutboxMessage touch = OutboxMessage.to(Wallet.TYPE, "w-1", new Wallet.Touch());
    return switch (command.how()) {
      case UNKNOWN_TYPE -> decided.enqueue(OutboxMessage.to(Rogue.TYPE, "r-1", new Rogue.Add("a")));
      case TELL_ANOTHERS_COMMAND -> decided.enqueue(touch.whenRejected(new Wallet.Touch()));
      case REMIND_ANOTHERS_COMMAND -> decided.remind("daily", HOURLY, new Wallet.Touch());
      case COMMAND_TOO_LARGE ->
          decided.enqueue(
              OutboxMessage.to(Wallet.TYPE, "w-1", new Wallet.Note("x".repeat(230_000))));
      case TOO_LARGE_TOGETHER -> {
        OutboxMessage large =
            OutboxMessage.to(Wallet.TYPE, "w-1", new Wallet.Note("x".repeat(200_000)));
        yield with(decided, Collections.nCopies(6, large));
      }
      case TOO_MANY -> with(decided, Collections.nCopies(1001, touch));
      case NOT_READABLE ->
          decided.enqueue(
              new OutboxMessage(Wallet.TYPE, "w-1", noText(), Optional.empty(), Optional.empty()));
    };
  }

  @SuppressWarnings("NullAway") // What a careless entity would do.
  private static Wallet.Note noText() {
    return new Wallet.Note(null);
  }

  private static Decision.Persist<Event, State> with(
      Decision.Persist<Event, State> decided, List<OutboxMessage> messages) {
    Decision.Persist<Event, State> all = decided;
    for (OutboxMessage message : messages) {
      all = all.enqueue(message);
    }
    return all;
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Ticked e -> new State(state.ticks() + 1);
    };
  }
}
