package dev.troupe.evolution;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The version that wrote all that is stored. */
record Invoice(EntityKey key) implements Version<Invoice.Command, Invoice.Event> {
  static final EntityType<Invoice> TYPE =
      EntityType.eventSourced("invoice", Command.class, Event.class, Count.class, Invoice::new)
          .upcasting(Reminded.class, fields -> fields.put("level", 1));

  sealed interface Command extends EntityCommand<Invoice, Done> {}

  record Write(int lines, @Nullable String note) implements Command {}

  sealed interface Event {}

  record Issued(
      String customer,
      long cents,
      int lines,
      Method method,
      List<String> tags,
      Payer payer,
      @Nullable String note)
      implements Event {}

  record Closed() implements Event {}

  record Reminded(int level) implements Event {}

  enum Method {
    CARD,
    CASH
  }

  record Payer(String name) {}

  @Override
  public Decision<Event, Count> decide(Count state, Command command) {
    return switch (command) {
      case Write c ->
          persist(
                  List.of(
                      new Issued(
                          "ann",
                          500,
                          c.lines(),
                          Method.CARD,
                          List.of("new", "new"),
                          new Payer("bob"),
                          c.note()),
                      new Reminded(2),
                      new Closed()))
              .thenAck(c);
    };
  }
}
