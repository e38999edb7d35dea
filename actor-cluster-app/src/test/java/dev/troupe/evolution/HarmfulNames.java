package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions that lost the name, the version or the meaning of what is stored. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmfulNames {
  private HarmfulNames() {}

  /** An event has another name. */
  record RenamedEvent(EntityKey key) implements Version<RenamedEvent.Command, RenamedEvent.Event> {
    static final EntityType<RenamedEvent> TYPE =
        EntityType.<RenamedEvent, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, RenamedEvent::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<RenamedEvent, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Billed(
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
  }

  /** An event is gone. */
  record DroppedEvent(EntityKey key) implements Version<DroppedEvent.Command, DroppedEvent.Event> {
    static final EntityType<DroppedEvent> TYPE =
        EntityType.<DroppedEvent, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, DroppedEvent::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<DroppedEvent, Done> {}

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

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** An upcaster is gone, and with it the version that it led to. */
  record RemovedUpcaster(EntityKey key)
      implements Version<RemovedUpcaster.Command, RemovedUpcaster.Event> {
    static final EntityType<RemovedUpcaster> TYPE =
        EntityType.<RemovedUpcaster, Command, Event, Count>eventSourced(
            "invoice", Command.class, Event.class, Count.class, RemovedUpcaster::new);

    sealed interface Command extends EntityCommand<RemovedUpcaster, Done> {}

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
  }

  /** The amount is in euros now, and its shape is the same. */
  record ChangedMeaning(EntityKey key)
      implements Version<ChangedMeaning.Command, ChangedMeaning.Event> {
    static final EntityType<ChangedMeaning> TYPE =
        EntityType.<ChangedMeaning, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ChangedMeaning::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1))
            .startingAt(Issued.class, 2);

    sealed interface Command extends EntityCommand<ChangedMeaning, Done> {}

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
  }
}
