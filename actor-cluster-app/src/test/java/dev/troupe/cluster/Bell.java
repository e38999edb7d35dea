package dev.troupe.cluster;

import dev.troupe.model.CatchUp;
import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/** A bell that rings when its reminders say so, and keeps which of them did. */
public record Bell(EntityKey key)
    implements EventSourcedEntity<Bell.Command<?>, Bell.Event, Bell.State> {

  public static final EntityType<Bell> TYPE =
      EntityType.eventSourced("bell", Command.class, Event.class, State.class, Bell::new);

  public sealed interface Command<R> extends EntityCommand<Bell, R> {}

  public record RingAt(String name, Instant at, String tone) implements Command<Done> {}

  public record RingIn(String name, Duration delay, String tone) implements Command<Done> {}

  public record RingEvery(String name, Duration interval, int cap) implements Command<Done> {}

  public record RingOn(String name, String expression, String zone) implements Command<Done> {}

  public record RingAgainAndAgain(int left) implements Command<Done> {}

  public record Hush(String name) implements Command<Done> {}

  public record Ring(String tone) implements Command<Done> {}

  public record Refuse() implements Command<Done> {}

  public record Crack() implements Command<Done> {}

  public record GetRings() implements Command<List<String>> {}

  public record RefuseIn(String name) implements Command<Done> {}

  public record CrackIn(String name) implements Command<Done> {}

  public sealed interface Event {}

  public record Rang(String tone) implements Event {}

  public record State(List<String> rings) {}

  @Override
  public State initialState() {
    return new State(List.of());
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    Schedule now = Schedule.after(Duration.ZERO);
    return switch (command) {
      case RingAt c -> reply(c, Done.DONE).remind(c.name(), c.at(), new Ring(c.tone()));
      case RingIn c ->
          reply(c, Done.DONE).remind(c.name(), Schedule.after(c.delay()), new Ring(c.tone()));
      case RingEvery c ->
          reply(c, Done.DONE)
              .remind(
                  c.name(),
                  Schedule.every(c.interval()).withCatchUp(policy(c.cap())),
                  new Ring(c.name()));
      case RingOn c ->
          reply(c, Done.DONE)
              .remind(
                  c.name(), Schedule.cron(c.expression(), ZoneId.of(c.zone())), new Ring(c.name()));
      case RingAgainAndAgain c when c.left() == 0 -> persist(new Rang("last")).thenAck(c);
      case RingAgainAndAgain c ->
          persist(new Rang("again"))
              .thenAck(c)
              .remind("chain", now, new RingAgainAndAgain(c.left() - 1));
      case Hush c -> reply(c, Done.DONE).forget(c.name());
      case Ring c -> persist(new Rang(c.tone())).thenAck(c);
      case Refuse c -> reject(c, "silent", "not at night");
      case Crack c -> throw new IllegalStateException("cracked");
      case GetRings c -> reply(c, state.rings());
      case RefuseIn c -> reply(c, Done.DONE).remind(c.name(), now, new Refuse());
      case CrackIn c -> reply(c, Done.DONE).remind(c.name(), now, new Crack());
    };
  }

  private static CatchUp policy(int cap) {
    return switch (cap) {
      case 0 -> CatchUp.SKIP;
      case 1 -> CatchUp.LATEST;
      default -> CatchUp.all(cap);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Rang e -> new State(Stream.concat(state.rings().stream(), Stream.of(e.tone())).toList());
    };
  }
}
