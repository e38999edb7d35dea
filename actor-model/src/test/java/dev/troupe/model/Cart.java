package dev.troupe.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A shopper's cart: an item is in it once, and only what is in it can be removed. */
public record Cart(EntityKey key)
    implements EventSourcedEntity<Cart.Command<?>, Cart.Event, Cart.State> {

  public static final EntityType<Cart> TYPE =
      EntityType.eventSourced("cart", Command.class, Event.class, State.class, Cart::new);

  /** What one may ask of it. */
  public sealed interface Command<R> extends EntityCommand<Cart, R> {}

  /** What changes its lines. */
  public sealed interface Change extends Command<Total> {}

  public record Add(String item, int count) implements Change {}

  public record Remove(String item) implements Change {}

  public record Annotate(@Nullable String note) implements Command<Done> {}

  public record GetTotal() implements Command<Total> {}

  public record GetLines() implements Command<List<Line>> {}

  public record GetNote() implements Command<Optional<String>> {}

  public record Total(int count) {}

  public record Line(String item, int count) {}

  /** What happened to it. */
  public sealed interface Event {}

  public record Added(Line line) implements Event {}

  public record Removed(String item) implements Event {}

  public record Annotated(@Nullable String note) implements Event {}

  public record State(List<Line> lines, @Nullable String note) {
    Total total() {
      return new Total(lines.stream().mapToInt(Line::count).sum());
    }

    boolean holds(String item) {
      return lines.stream().anyMatch(line -> line.item().equals(item));
    }
  }

  /** The cart of this id of tenant {@code acme}. */
  public static Cart of(String id) {
    return TYPE.create(EntityKey.of(TenantId.of("acme"), id));
  }

  @Override
  public State initialState() {
    return new State(List.of(), null);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Add c ->
          state.holds(c.item())
              ? reject(c, "already-in", "%s already holds '%s'".formatted(key, c.item()))
              : persist(new Added(new Line(c.item(), c.count()))).thenReply(c, State::total);
      case Remove c ->
          state.holds(c.item())
              ? persist(new Removed(c.item())).thenReply(c, State::total)
              : reject(c, "not-in", "%s does not hold '%s'".formatted(key, c.item()));
      case Annotate c -> persist(new Annotated(c.note())).thenAck(c);
      case GetTotal c -> reply(c, state.total());
      case GetLines c -> reply(c, state.lines());
      case GetNote c -> reply(c, Optional.ofNullable(state.note()));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    Stream<Line> lines = state.lines().stream();
    return switch (event) {
      case Added e -> new State(Stream.concat(lines, Stream.of(e.line())).toList(), state.note());
      case Removed e ->
          new State(lines.filter(line -> !line.item().equals(e.item())).toList(), state.note());
      case Annotated e -> new State(state.lines(), e.note());
    };
  }
}
