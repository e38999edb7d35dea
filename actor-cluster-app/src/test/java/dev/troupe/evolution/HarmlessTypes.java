package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions that read all that is stored, with other names and types. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmlessTypes {
  private HarmlessTypes() {}

  /** Transfers are taken too. */
  record ConstantAdded(EntityKey key)
      implements Version<ConstantAdded.Command, ConstantAdded.Event> {
    static final EntityType<ConstantAdded> TYPE =
        EntityType.<ConstantAdded, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ConstantAdded::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ConstantAdded, Done> {}

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
      TRANSFER,
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** Any way to pay is taken. */
  record ConstantsMadeText(EntityKey key)
      implements Version<ConstantsMadeText.Command, ConstantsMadeText.Event> {
    static final EntityType<ConstantsMadeText> TYPE =
        EntityType.<ConstantsMadeText, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ConstantsMadeText::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ConstantsMadeText, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        String method,
        List<String> tags,
        Payer payer,
        @Nullable String note)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    record Payer(String name) {}
  }

  /** What an event holds is of other classes. */
  record ClassesRenamed(EntityKey key)
      implements Version<ClassesRenamed.Command, ClassesRenamed.Event> {
    static final EntityType<ClassesRenamed> TYPE =
        EntityType.<ClassesRenamed, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ClassesRenamed::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ClassesRenamed, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Way method,
        List<String> tags,
        Party payer,
        @Nullable String note)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Way {
      CARD,
      CASH
    }

    record Party(String name) {}
  }

  /** An event has another name, and it is said which. */
  record RenamedEventDeclared(EntityKey key)
      implements Version<RenamedEventDeclared.Command, RenamedEventDeclared.Event> {
    static final EntityType<RenamedEventDeclared> TYPE =
        EntityType.<RenamedEventDeclared, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, RenamedEventDeclared::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1))
            .renamed("issued", Billed.class);

    sealed interface Command extends EntityCommand<RenamedEventDeclared, Done> {}

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

  /** There is one more event. */
  record EventAdded(EntityKey key) implements Version<EventAdded.Command, EventAdded.Event> {
    static final EntityType<EventAdded> TYPE =
        EntityType.<EventAdded, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, EventAdded::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<EventAdded, Done> {}

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

    record Cancelled(String why) implements Event {}
  }
}
