package dev.troupe.model.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Chooses what happens next in a run; by its seed, and by nothing else. */
final class StepChooser {
  /** The latest of a caller's commands that may be asked again. */
  private static final int MOST_ASKED = 16;

  private final RandomGenerator random;
  private final Function<RandomGenerator, Request> commands;
  private final List<Step.Ask> asked = new ArrayList<>();
  private long asks;

  /** What can happen, and how often in proportion. */
  private enum Kind {
    ASK(30),
    ASK_AGAIN(10),
    DELIVER(34),
    REPEAT(8),
    FIRE(12),
    CRASH(5),
    PASSIVATE(5),
    ADVANCE(6);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  StepChooser(long seed, Function<RandomGenerator, Request> commands) {
    this.random = new Random(mixed(seed));
    this.commands = commands;
  }

  /** Random's first numbers are alike for seeds that are; those of mixed ones are not. */
  private static long mixed(long seed) {
    long z = (seed + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  Step next(Simulator simulator) {
    List<Step.Fire> due = simulator.due();
    List<Address> awake = simulator.awake();
    List<Address> senders = simulator.platform().outbox().senders();
    List<String> copies = simulator.copies();
    List<Kind> possible = new ArrayList<>(List.of(Kind.ASK, Kind.ADVANCE));
    addIf(!asked.isEmpty(), Kind.ASK_AGAIN, possible);
    addIf(!senders.isEmpty(), Kind.DELIVER, possible);
    addIf(!copies.isEmpty(), Kind.REPEAT, possible);
    addIf(!due.isEmpty(), Kind.FIRE, possible);
    addIf(!awake.isEmpty(), Kind.CRASH, possible);
    addIf(!awake.isEmpty(), Kind.PASSIVATE, possible);
    return switch (oneOfKinds(possible)) {
      case ASK -> ask();
      case ASK_AGAIN -> {
        Step.Ask before = oneOf(asked);
        yield new Step.Ask(before.id(), before.request(), fate());
      }
      case DELIVER -> new Step.Deliver(oneOf(senders), fate());
      case REPEAT -> new Step.Repeat(oneOf(copies));
      case FIRE -> {
        Step.Fire fire = oneOf(due);
        yield new Step.Fire(fire.entity(), fire.name(), fate());
      }
      case CRASH -> new Step.Crash(oneOf(awake));
      case PASSIVATE -> new Step.Passivate(oneOf(awake));
      case ADVANCE -> new Step.Advance(duration(simulator.untilNext()));
    };
  }

  private static void addIf(boolean isPossible, Kind kind, List<Kind> possible) {
    if (isPossible) {
      possible.add(kind);
    }
  }

  private Kind oneOfKinds(List<Kind> possible) {
    int left = random.nextInt(possible.stream().mapToInt(kind -> kind.weight).sum());
    for (Kind kind : possible) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("a number was not below its bound");
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Step ask() {
    Step.Ask ask = new Step.Ask("c-" + ++asks, commands.apply(random), fate());
    if (asked.size() == MOST_ASKED) {
      asked.removeFirst();
    }
    asked.add(ask);
    return ask;
  }

  private Step.Fate fate() {
    int number = random.nextInt(100);
    return number < 80 ? Step.Fate.HEARD : number < 92 ? Step.Fate.UNHEARD : Step.Fate.LOST;
  }

  /** Often to where something is due, at times beyond: as after a downtime. */
  private Duration duration(Optional<Duration> untilNext) {
    int scale = random.nextInt(4);
    return untilNext.isPresent() && scale < 2
        ? untilNext.get()
        : Duration.ofSeconds(1 + random.nextInt(scale == 3 ? 86_400 : 600));
  }
}
