package dev.troupe.model.testkit;

import static java.util.Comparator.comparing;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.Followup;
import dev.troupe.model.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The reminders of one entity, by name. Confined to one thread. */
final class Reminders {
  private final SortedMap<String, Reminder> byName = new TreeMap<>();
  private long generations;

  /**
   * A reminder that is set.
   *
   * @param name unique within the entity
   * @param generation which of those that were set
   * @param occurrence which of its firings comes next, from 0
   * @param schedule when it fires
   * @param due when it fires next
   * @param command what it sends
   */
  record Reminder(
      String name,
      long generation,
      long occurrence,
      Schedule schedule,
      Instant due,
      EntityCommand<?, ?> command) {}

  /** Sets and forgets what a decision says; of several words about one name the last holds. */
  void follow(List<Followup> followups, Instant now) {
    for (Followup followup : followups) {
      switch (followup) {
        case Followup.Enqueue enqueue -> {} // No reminder.
        case Followup.Remind remind -> {
          Schedule schedule = remind.schedule();
          byName.put(
              remind.name(),
              new Reminder(
                  remind.name(),
                  generations++,
                  0,
                  schedule,
                  first(schedule, now),
                  remind.command()));
        }
        case Followup.Forget forget -> byName.remove(forget.name());
      }
    }
  }

  private static Instant first(Schedule schedule, Instant now) {
    return switch (schedule) {
      case Schedule.At at -> at.at();
      case Schedule.After after -> now.plus(after.delay());
      case Schedule.Every every -> now.plus(every.interval());
      case Schedule.Cron cron -> cron.next(now).orElse(now);
    };
  }

  Optional<Reminder> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, the first to fire first. */
  List<Reminder> byTime() {
    return byName.values().stream()
        .sorted(comparing(Reminder::due).thenComparing(Reminder::name))
        .toList();
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Whether this very firing is still to come: not done, cancelled or replaced. */
  boolean isOpen(Reminder reminder) {
    Reminder present = byName.get(reminder.name());
    return present != null
        && present.generation() == reminder.generation()
        && present.occurrence() == reminder.occurrence();
  }

  /** This one has fired, or was skipped; it fires next at this time, if at all. */
  void moveOn(Reminder fired, Optional<Instant> next) {
    byName.remove(fired.name());
    next.ifPresent(due ->
        byName.put(
            fired.name(),
            new Reminder(
                fired.name(),
                fired.generation(),
                fired.occurrence() + 1,
                fired.schedule(),
                due,
                fired.command())));
  }

  void clear() {
    byName.clear();
  }
}
