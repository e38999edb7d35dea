package dev.troupe.model.testkit;

import dev.troupe.model.CommandId;
import dev.troupe.model.Schedule;
import dev.troupe.model.internal.Firings;
import dev.troupe.model.testkit.Reminders.Reminder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries steps out on a platform, and keeps what is on its way. Confined to one thread. */
final class Simulator {
  /** How late a firing may be where what was missed is skipped, as by default. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** Copies of deliveries that may still arrive. */
  private static final int MOST_COPIES = 16;

  private final Platform platform;
  private final Map<String, Delivery> copies = new LinkedHashMap<>();
  private final List<Response> answers = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private Optional<Response> heard = Optional.empty();

  /**
   * What came of a step.
   *
   * @param kind what it counts as
   * @param result says what came of it, in its text
   */
  record Effect(String kind, Object result) {}

  Simulator(Platform platform) {
    this.platform = platform;
  }

  /** Carries it out; none if it makes no sense now. */
  Optional<Effect> apply(Step step) {
    heard = Optional.empty();
    return switch (step) {
      case Step.Ask ask -> Optional.of(ask(ask));
      case Step.Deliver deliver ->
          platform.outbox().head(deliver.sender()).map(row -> deliver(row, deliver.fate()));
      case Step.Fire fire ->
          platform
              .remindersOf(fire.entity())
              .named(fire.name())
              .filter(reminder -> !reminder.due().isAfter(platform.now()))
              .map(reminder -> fire(fire, reminder));
      case Step.Repeat repeat ->
          Optional.ofNullable(copies.get(repeat.delivery()))
              .map(delivery -> new Effect("late copy", platform.arrive(delivery)));
      case Step.Crash crash ->
          platform.sleep(crash.entity(), true)
              ? Optional.of(new Effect("crash", ""))
              : Optional.empty();
      case Step.Passivate passivate ->
          platform.sleep(passivate.entity(), false)
              ? Optional.of(new Effect("passivation", ""))
              : Optional.empty();
      case Step.Advance advance -> {
        platform.advance(advance.duration());
        yield Optional.of(new Effect("time", platform.now()));
      }
      case Step.Settle settle -> Optional.of(new Effect("settled", ""));
    };
  }

  private Effect ask(Step.Ask ask) {
    String kind = asked.add(ask.id()) ? "command" : "command again";
    if (ask.fate() == Step.Fate.LOST) {
      return new Effect("lost " + kind, "");
    }
    Platform.Outcome outcome = platform.ask(ask.request(), ask.id());
    if (ask.fate() == Step.Fate.HEARD && outcome.reply().isPresent()) {
      Response answer = new Response(ask.request(), CommandId.of(ask.id()), outcome.reply().get());
      answers.add(answer);
      heard = Optional.of(answer);
    }
    return new Effect(ask.fate() == Step.Fate.HEARD ? kind : "unheard " + kind, outcome);
  }

  private Effect deliver(Outbox.Row row, Step.Fate fate) {
    Delivery.OfMessage delivery = new Delivery.OfMessage(row);
    keepCopy(delivery);
    if (fate == Step.Fate.LOST) {
      return new Effect("lost delivery", delivery.command());
    }
    Platform.Outcome outcome = platform.arrive(delivery);
    if (outcome.isRejected() && fate == Step.Fate.HEARD) {
      platform.outbox().refused(row);
    }
    String kind = fate == Step.Fate.HEARD ? "delivery" : "unheard delivery";
    return new Effect(kind, new Delivered(delivery, outcome));
  }

  /** Its text says whom the message was for. */
  private record Delivered(Delivery delivery, Platform.Outcome outcome) {
    @Override
    public String toString() {
      return "%s to %s: %s".formatted(delivery.command(), delivery.to(), outcome);
    }
  }

  private Effect fire(Step.Fire fire, Reminder reminder) {
    Firings firings = Firings.of(reminder.schedule(), reminder.due(), platform.now(), GRACE);
    if (firings.now().isEmpty()) {
      platform.remindersOf(fire.entity()).moveOn(reminder, firings.next());
      return new Effect("skipped firing", "too late");
    }
    Delivery delivery = new Delivery.OfReminder(fire.entity(), reminder, firings.next());
    keepCopy(delivery);
    return switch (fire.fate()) {
      case HEARD -> new Effect("firing", platform.arrive(delivery));
      case UNHEARD -> new Effect("unheard firing", platform.arrive(delivery));
      case LOST -> new Effect("lost firing", "");
    };
  }

  private void keepCopy(Delivery delivery) {
    copies.remove(delivery.id());
    copies.put(delivery.id(), delivery);
    if (copies.size() > MOST_COPIES) {
      copies.remove(copies.keySet().iterator().next());
    }
  }

  /**
   * What brings it nearer to rest: the next message, the next reminder that is due, or the time
   * until one that fires once; none if it is at rest.
   *
   * @param done how many such steps were done, so that each sender has its turn
   */
  Optional<Step> nextToSettle(int done) {
    List<Address> senders = platform.outbox().senders();
    if (!senders.isEmpty()) {
      return Optional.of(new Step.Deliver(senders.get(done % senders.size()), Step.Fate.HEARD));
    }
    List<Step.Fire> due = due();
    return due.isEmpty() ? untilNextOnce().map(Step.Advance::new) : Optional.of(due.getFirst());
  }

  private Optional<Duration> untilNextOnce() {
    return platform.reminders().values().stream()
        .flatMap(own -> own.byTime().stream())
        .filter(each ->
            each.schedule() instanceof Schedule.At || each.schedule() instanceof Schedule.After)
        .map(Reminder::due)
        .min(Instant::compareTo)
        .map(due -> Duration.between(platform.now(), due));
  }

  /** The reminders that can fire now. */
  List<Step.Fire> due() {
    List<Step.Fire> due = new ArrayList<>();
    platform
        .reminders()
        .forEach((address, own) -> {
          for (Reminder each : own.byTime()) {
            if (!each.due().isAfter(platform.now())) {
              due.add(new Step.Fire(address, each.name(), Step.Fate.HEARD));
            }
          }
        });
    return due;
  }

  /** The time until the next reminder that is not due yet. */
  Optional<Duration> untilNext() {
    return platform.reminders().values().stream()
        .flatMap(own -> own.byTime().stream())
        .map(Reminder::due)
        .filter(due -> due.isAfter(platform.now()))
        .min(Instant::compareTo)
        .map(due -> Duration.between(platform.now(), due));
  }

  /** The entities that are in memory. */
  List<Address> awake() {
    return platform.entities().entrySet().stream()
        .filter(each -> each.getValue().isAwake())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The copies of deliveries that may still arrive. */
  List<String> copies() {
    return List.copyOf(copies.keySet());
  }

  /** What callers have heard so far. */
  List<Response> answers() {
    return answers;
  }

  /** What a caller has heard by the latest step. */
  Optional<Response> heard() {
    return heard;
  }

  Platform platform() {
    return platform;
  }
}
