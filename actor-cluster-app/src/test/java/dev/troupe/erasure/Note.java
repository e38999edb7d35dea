package dev.troupe.erasure;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.OutboxMessage;
import dev.troupe.model.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Texts that end up everywhere: in events, snapshots, messages, reminders and a view. */
public record Note(EntityKey key)
    implements EventSourcedEntity<Note.Command<?>, Note.Event, Note.State> {
  public static final EntityType<Note> TYPE =
      EntityType.eventSourced("note", Command.class, Event.class, State.class, Note::new);

  public sealed interface Command<R> extends EntityCommand<Note, R> {}

  public record Write(String text) implements Command<Done> {}

  /** Much later, the same is written. */
  public record WriteLater(String text) implements Command<Done> {}

  /** Sent to another note, which refuses it as often as it is tried. */
  public record SendInVain(String to, String text) implements Command<Done> {}

  public record Refuse(String text) implements Command<Done> {}

  public record GetTexts() implements Command<List<String>> {}

  public sealed interface Event {}

  public record Written(String text) implements Event {}

  public record Planned() implements Event {}

  public record State(List<String> texts) {}

  @Override
  public State initialState() {
    return new State(List.of());
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Write c -> persist(new Written(c.text())).thenAck(c);
      case WriteLater c ->
          persist(new Planned())
              .thenAck(c)
              .remind("later", Schedule.after(Duration.ofDays(1_000)), new Write(c.text()));
      case SendInVain c ->
          persist(new Planned())
              .thenAck(c)
              .enqueue(OutboxMessage.to(TYPE, c.to(), new Refuse(c.text())));
      case Refuse c -> reject(c, "refused", c.text() + " is refused");
      case GetTexts c -> reply(c, state.texts());
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Written e -> {
        List<String> texts = new ArrayList<>(state.texts());
        texts.add(e.text());
        yield new State(List.copyOf(texts));
      }
      case Planned e -> state;
    };
  }
}
