package dev.troupe.docs.guide;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.ZoneId;

/** Two weeks in which a customer tries a plan. */
public record Trial(EntityKey key)
    implements EventSourcedEntity<Trial.Command<?>, Trial.Event, Trial.State> {

  public static final EntityType<Trial> TYPE =
      EntityType.eventSourced("trial", Command.class, Event.class, State.class, Trial::new);

  // @start region="schedules"
  static final Schedule TWO_WEEKS = Schedule.after(Duration.ofDays(14));
  static final Schedule MONDAYS =
      Schedule.cron("0 9 * * 1", ZoneId.of("Europe/Berlin")).withCatchUp(CatchUp.SKIP);

  // @end
  // @start region="protocol"
  public sealed interface Command<R> extends EntityCommand<Trial, R> {}

  public record Begin(String plan) implements Command<Done> {}

  public record Keep() implements Command<Done> {}

  public record CountWeek() implements Command<Done> {}

  public record End() implements Command<Done> {}

  public record GiveUp() implements Command<Done> {}

  public sealed interface Event {}

  public record Begun(String plan) implements Event {}

  public record Kept() implements Event {}

  public record WeekPassed() implements Event {}

  public record Ended() implements Event {}

  public record State(boolean running, int weeks) {}

  // @end
  @Override
  public State initialState() {
    return new State(false, 0);
  }

  // @start region="decide"
  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Begin c when state.running() -> reject(c, "running", key + " has begun");
      case Begin c ->
          persist(new Begun(c.plan()))
              .thenAck(c)
              .enqueue(subscribe(c.plan()))
              .remind("end", TWO_WEEKS, new End())
              .remind("week", MONDAYS, new CountWeek());
      case Command<?> c when !state.running() -> reject(c, "not-running", key + " has ended");
      case Keep c -> persist(new Kept()).thenAck(c).forget("end").forget("week");
      case CountWeek c -> persist(new WeekPassed()).thenAck(c);
      case End c -> persist(new Ended()).thenAck(c).enqueue(cancel()).forget("week");
      case GiveUp c -> persist(new Ended()).thenAck(c).forget("end").forget("week");
    };
  }

  private OutboxMessage subscribe(String plan) {
    return OutboxMessage.to(Subscription.TYPE, key.id(), new Subscription.Subscribe(plan, 1))
        .whenRejected(new GiveUp());
  }

  private OutboxMessage cancel() {
    return OutboxMessage.to(Subscription.TYPE, key.id(), new Subscription.Cancel());
  }

  // @end
  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Begun e -> new State(true, 0);
      case WeekPassed e -> new State(true, state.weeks() + 1);
      case Kept e -> new State(false, state.weeks());
      case Ended e -> new State(false, state.weeks());
    };
  }
}
