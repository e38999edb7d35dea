package shop;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A customer's basket of up to three articles, emptied an hour after the first came in. */
public record Basket(EntityKey key)
    implements EventSourcedEntity<Basket.Command<?>, Basket.Event, Basket.State> {

  public static final EntityType<Basket> TYPE =
      EntityType.eventSourced("basket", Command.class, Event.class, State.class, Basket::new);

  static final int MOST = 3;
  static final Schedule AN_HOUR = Schedule.after(Duration.ofHours(1));

  public sealed interface Command<R> extends EntityCommand<Basket, R> {}

  public record Add(String article) implements Command<Count> {}

  public record Empty() implements Command<Done> {}

  public record GetCount() implements Command<Count> {}

  public record Count(int articles) {}

  public sealed interface Event {}

  public record Added(String article) implements Event {}

  public record Emptied() implements Event {}

  public record State(List<String> articles) {
    Count count() {
      return new Count(articles.size());
    }
  }

  @Override
  public State initialState() {
    return new State(List.of());
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Add c when state.articles().isEmpty() ->
          persist(new Added(c.article()))
              .thenReply(c, State::count)
              .remind("empty", AN_HOUR, new Empty());
      case Add c when state.articles().size() == MOST -> reject(c, "full", key + " is full");
      case Add c -> persist(new Added(c.article())).thenReply(c, State::count);
      case Empty c -> persist(new Emptied()).thenAck(c).forget("empty");
      case GetCount c -> reply(c, state.count());
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Added e -> {
        List<String> all = new ArrayList<>(state.articles());
        all.add(e.article());
        yield new State(List.copyOf(all));
      }
      case Emptied e -> initialState();
    };
  }
}
