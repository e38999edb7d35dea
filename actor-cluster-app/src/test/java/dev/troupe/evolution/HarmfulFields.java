package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions with fields that do not take all that is stored. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmfulFields {
  private HarmfulFields() {}

  /** The amount is an int. */
  record Narrowed(EntityKey key) implements Version<Narrowed.Command, Narrowed.Event> {
    static final EntityType<Narrowed> TYPE =
        EntityType.<Narrowed, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, Narrowed::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<Narrowed, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        int cents,
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

  /** There is one more field. */
  record RequiredField(EntityKey key)
      implements Version<RequiredField.Command, RequiredField.Event> {
    static final EntityType<RequiredField> TYPE =
        EntityType.<RequiredField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, RequiredField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<RequiredField, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        List<String> tags,
        Payer payer,
        @Nullable String note,
        boolean urgent)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** The customer is a buyer. */
  record RenamedField(EntityKey key) implements Version<RenamedField.Command, RenamedField.Event> {
    static final EntityType<RenamedField> TYPE =
        EntityType.<RenamedField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, RenamedField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<RenamedField, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String buyer,
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

  /** The note is a remark. */
  record RenamedOptionalField(EntityKey key)
      implements Version<RenamedOptionalField.Command, RenamedOptionalField.Event> {
    static final EntityType<RenamedOptionalField> TYPE =
        EntityType.<RenamedOptionalField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, RenamedOptionalField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<RenamedOptionalField, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        List<String> tags,
        Payer payer,
        @Nullable String remark)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** The customer is not kept. */
  record DroppedField(EntityKey key) implements Version<DroppedField.Command, DroppedField.Event> {
    static final EntityType<DroppedField> TYPE =
        EntityType.<DroppedField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, DroppedField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<DroppedField, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        long cents, int lines, Method method, List<String> tags, Payer payer, @Nullable String note)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** There is always a note. */
  record StricterField(EntityKey key)
      implements Version<StricterField.Command, StricterField.Event> {
    static final EntityType<StricterField> TYPE =
        EntityType.<StricterField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, StricterField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<StricterField, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        List<String> tags,
        Payer payer,
        String note)
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
