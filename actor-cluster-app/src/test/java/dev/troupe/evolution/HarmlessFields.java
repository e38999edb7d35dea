package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Versions that read all that is stored, with other fields. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmlessFields {
  private HarmlessFields() {}

  /** There may be a discount. */
  record OptionalField(EntityKey key)
      implements Version<OptionalField.Command, OptionalField.Event> {
    static final EntityType<OptionalField> TYPE =
        EntityType.<OptionalField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, OptionalField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<OptionalField, Done> {}

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
        @Nullable Integer discount)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** There is no note. */
  record OptionalFieldDropped(EntityKey key)
      implements Version<OptionalFieldDropped.Command, OptionalFieldDropped.Event> {
    static final EntityType<OptionalFieldDropped> TYPE =
        EntityType.<OptionalFieldDropped, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, OptionalFieldDropped::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<OptionalFieldDropped, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer, long cents, int lines, Method method, List<String> tags, Payer payer)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** There may be more lines. */
  record Widened(EntityKey key) implements Version<Widened.Command, Widened.Event> {
    static final EntityType<Widened> TYPE =
        EntityType.<Widened, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, Widened::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<Widened, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        long lines,
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

  /** The fields are in another order. */
  record Reordered(EntityKey key) implements Version<Reordered.Command, Reordered.Event> {
    static final EntityType<Reordered> TYPE =
        EntityType.<Reordered, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, Reordered::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<Reordered, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        @Nullable String note,
        Payer payer,
        List<String> tags,
        Method method,
        int lines,
        long cents,
        String customer)
        implements Event {}

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** The customer need not be known. */
  record Loosened(EntityKey key) implements Version<Loosened.Command, Loosened.Event> {
    static final EntityType<Loosened> TYPE =
        EntityType.<Loosened, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, Loosened::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<Loosened, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        Optional<String> customer,
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

  /** The customer is a buyer, and an upcaster says so. */
  record LiftedField(EntityKey key) implements Version<LiftedField.Command, LiftedField.Event> {
    static final EntityType<LiftedField> TYPE =
        EntityType.<LiftedField, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, LiftedField::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1))
            .upcasting(
                Issued.class,
                fields -> fields.put("buyer", Objects.requireNonNull(fields.remove("customer"))));

    sealed interface Command extends EntityCommand<LiftedField, Done> {}

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
}
