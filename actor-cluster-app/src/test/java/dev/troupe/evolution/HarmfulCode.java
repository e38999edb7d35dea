package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Versions whose names and shapes fit, and whose code fails on what is stored. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmfulCode {
  private HarmfulCode() {}

  /** The upcaster does not add what is required. */
  record ForgetfulUpcaster(EntityKey key)
      implements Version<ForgetfulUpcaster.Command, ForgetfulUpcaster.Event> {
    static final EntityType<ForgetfulUpcaster> TYPE =
        EntityType.<ForgetfulUpcaster, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ForgetfulUpcaster::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1))
            .upcasting(Issued.class, fields -> fields.put("hurried", true));

    sealed interface Command extends EntityCommand<ForgetfulUpcaster, Done> {}

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

  /** Empty invoices are not taken any more. */
  record StricterConstructor(EntityKey key)
      implements Version<StricterConstructor.Command, StricterConstructor.Event> {
    static final EntityType<StricterConstructor> TYPE =
        EntityType.<StricterConstructor, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, StricterConstructor::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<StricterConstructor, Done> {}

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
        implements Event {
      Issued {
        if (lines == 0) {
          throw new IllegalArgumentException("no lines");
        }
      }
    }

    record Closed() implements Event {}

    record Reminded(int level) implements Event {}

    enum Method {
      CARD,
      CASH
    }

    record Payer(String name) {}
  }

  /** Small amounts are not foreseen. */
  record FailingEvolve(EntityKey key)
      implements Version<FailingEvolve.Command, FailingEvolve.Event> {
    static final EntityType<FailingEvolve> TYPE =
        EntityType.<FailingEvolve, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, FailingEvolve::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<FailingEvolve, Done> {}

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
    public Count evolve(Count state, Event event) {
      if (event instanceof Issued issued && issued.cents() < 1000) {
        throw new IllegalStateException("not foreseen");
      }
      return new Count(state.events() + 1);
    }
  }
}
