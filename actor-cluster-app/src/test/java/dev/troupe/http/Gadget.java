package dev.troupe.http;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entity whose commands have fields of all kinds; it answers with what it was sent. */
public record Gadget(EntityKey key)
    implements EventSourcedEntity<Gadget.Command<?>, Gadget.Event, Gadget.State> {

  public static final EntityType<Gadget> TYPE =
      EntityType.eventSourced("gadget", Command.class, Event.class, State.class, Gadget::new)
          .renamed("adjust", Tune.class);

  public sealed interface Command<R> extends EntityCommand<Gadget, R> {}

  public enum Mode {
    FAST,
    SLOW
  }

  public record Part(String name, int count, @Nullable Part inner) {}

  public sealed interface Shape permits Circle, Box, Group {}

  public record Circle(double radius) implements Shape {}

  public record Box(double width, double height) implements Shape {}

  public record Group(List<Shape> members) implements Shape {}

  /** Everything but what has a rule of its own. */
  public record Everything(
      long whole,
      int small,
      byte tiny,
      double decimal,
      float coarse,
      boolean flag,
      String text,
      Mode mode,
      BigDecimal money,
      BigInteger huge,
      Instant at,
      LocalDate on,
      Duration within,
      UUID id,
      List<Part> parts,
      Set<String> labels,
      Map<String, Long> counts,
      Shape shape,
      @Nullable String note,
      Optional<Long> limit) {}

  public record Store(Everything everything) implements Command<Everything> {}

  public record Draw(Shape shape) implements Command<Shape> {}

  public record Fill(List<Double> numbers, @Nullable String text) implements Command<Done> {}

  public record Tune(int level) implements Command<Done> {
    public Tune {
      if (level < 0) {
        throw new IllegalArgumentException("level must be 0 or more, was '" + level + "'");
      }
    }
  }

  public record Reset() implements Command<Done> {}

  public record Break() implements Command<Done> {}

  public record GetEcho(
      String text,
      @Nullable Long whole,
      @Nullable Boolean flag,
      Optional<Mode> mode,
      @Nullable Double decimal,
      List<Integer> numbers,
      @Nullable Part part)
      implements Command<GetEcho> {}

  public sealed interface Event {}

  public record Happened() implements Event {}

  public record State(int times) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Store c -> persist(new Happened()).thenReply(c, s -> c.everything());
      case Draw c -> persist(new Happened()).thenReply(c, s -> c.shape());
      case Fill c -> persist(new Happened()).thenAck(c);
      case Tune c -> persist(new Happened()).thenAck(c);
      case Reset c -> persist(new Happened()).thenAck(c);
      case Break c -> throw new IllegalStateException("by its own code");
      case GetEcho c -> reply(c, c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return new State(state.times() + 1);
  }
}
