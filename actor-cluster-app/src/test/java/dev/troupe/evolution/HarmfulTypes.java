package dev.troupe.evolution;

import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Versions whose types do not take all that is stored. */
@SuppressWarnings("SameNameButDifferent") // As in the versions of one class.
final class HarmfulTypes {
  private HarmfulTypes() {}

  /** Nobody pays in cash. */
  record ConstantRemoved(EntityKey key)
      implements Version<ConstantRemoved.Command, ConstantRemoved.Event> {
    static final EntityType<ConstantRemoved> TYPE =
        EntityType.<ConstantRemoved, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ConstantRemoved::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ConstantRemoved, Done> {}

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
      CARD
    }

    record Payer(String name) {}
  }

  /** Tags have a value. */
  record ListMadeMap(EntityKey key) implements Version<ListMadeMap.Command, ListMadeMap.Event> {
    static final EntityType<ListMadeMap> TYPE =
        EntityType.<ListMadeMap, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ListMadeMap::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ListMadeMap, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        Map<String, String> tags,
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

  /** Tags are there once. */
  record ListMadeSet(EntityKey key) implements Version<ListMadeSet.Command, ListMadeSet.Event> {
    static final EntityType<ListMadeSet> TYPE =
        EntityType.<ListMadeSet, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ListMadeSet::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ListMadeSet, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        Set<String> tags,
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

  /** Tags are numbers. */
  record ElementsChanged(EntityKey key)
      implements Version<ElementsChanged.Command, ElementsChanged.Event> {
    static final EntityType<ElementsChanged> TYPE =
        EntityType.<ElementsChanged, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, ElementsChanged::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<ElementsChanged, Done> {}

    record Write(int lines, @Nullable String note) implements Command {}

    sealed interface Event {}

    record Issued(
        String customer,
        long cents,
        int lines,
        Method method,
        List<Long> tags,
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

  /** Who pays is one of several. */
  record MadePolymorphic(EntityKey key)
      implements Version<MadePolymorphic.Command, MadePolymorphic.Event> {
    static final EntityType<MadePolymorphic> TYPE =
        EntityType.<MadePolymorphic, Command, Event, Count>eventSourced(
                "invoice", Command.class, Event.class, Count.class, MadePolymorphic::new)
            .upcasting(Reminded.class, fields -> fields.put("level", 1));

    sealed interface Command extends EntityCommand<MadePolymorphic, Done> {}

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

    sealed interface Payer {}

    record Person(String name) implements Payer {}

    record Company(String name, String vat) implements Payer {}
  }
}
