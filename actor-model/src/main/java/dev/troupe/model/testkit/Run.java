package dev.troupe.model.testkit;

import dev.troupe.model.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One run of a simulation: its steps so far, with the invariants checked after each. */
final class Run {
  static final String ENTITIES_WORK = "entities do not fail";
  static final String COMES_TO_REST = "all comes to rest";

  private final Simulator simulator;
  private final World world;
  private final Rules rules;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private int givens;
  private final SortedMap<String, Long> counts = new TreeMap<>();

  /**
   * What must hold.
   *
   * @param name a sentence
   * @param holds whether it does
   */
  record Invariant(String name, Predicate<World> holds) {}

  /**
   * All that must hold.
   *
   * @param always after every step
   * @param atRest once all is delivered
   * @param mostToRest how many steps that may take
   */
  record Rules(List<Invariant> always, List<Invariant> atRest, int mostToRest) {}

  /**
   * What does not hold.
   *
   * @param invariant its name
   * @param why what else there is to say, perhaps nothing
   */
  record Breach(String invariant, String why) {}

  Run(Parts parts, Rules rules) {
    this.simulator = new Simulator(new Platform(parts));
    this.world = new World(simulator);
    this.rules = rules;
  }

  /** A command before the first step. */
  Reply<?> given(Request request) {
    return simulator.platform().ask(request, "given-" + ++givens).reply().orElseThrow();
  }

  /** Carries a step out, and checks; what does not hold any more, if anything. */
  Optional<Breach> apply(Step step) {
    return step instanceof Step.Settle ? settle() : carryOut(step);
  }

  private Optional<Breach> carryOut(Step step) {
    steps.add(step);
    try {
      Optional<Simulator.Effect> effect = simulator.apply(step);
      counts.merge(effect.map(Simulator.Effect::kind).orElse("nothing"), 1L, Long::sum);
    } catch (Parts.UnknownType e) {
      throw e;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return Optional.of(new Breach(ENTITIES_WORK, e.toString()));
    }
    return check(rules.always());
  }

  /** The same for a run that is to be read. */
  Optional<Breach> applyAndTell(Step step) {
    if (step instanceof Step.Settle) {
      lines.add(step.toString());
      return settle();
    }
    steps.add(step);
    try {
      String result = simulator.apply(step).map(done -> done.result().toString()).orElse("nothing");
      lines.add(result.isEmpty() ? step.toString() : "%s -> %s".formatted(step, result));
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      lines.add("%s -> %s".formatted(step, e));
      return Optional.of(new Breach(ENTITIES_WORK, e.toString()));
    }
    return check(rules.always());
  }

  /** The steps on the way to rest are kept one by one where one of them breaks something. */
  private Optional<Breach> settle() {
    int before = steps.size();
    int done = 0;
    for (var next = simulator.nextToSettle(done);
        next.isPresent();
        next = simulator.nextToSettle(done)) {
      if (done++ == rules.mostToRest()) {
        return rested(
            before,
            Optional.of(new Breach(COMES_TO_REST, "not within %d steps".formatted(done - 1))));
      }
      Optional<Breach> breach = carryOut(next.get());
      if (breach.isPresent()) {
        return breach;
      }
    }
    return rested(before, check(rules.atRest()));
  }

  private Optional<Breach> rested(int before, Optional<Breach> breach) {
    steps.subList(before, steps.size()).clear();
    steps.add(new Step.Settle());
    return breach;
  }

  private Optional<Breach> check(List<Invariant> invariants) {
    for (Invariant invariant : invariants) {
      try {
        if (!invariant.holds().test(world)) {
          return Optional.of(new Breach(invariant.name(), ""));
        }
      } catch (RuntimeException | AssertionError e) {
        return Optional.of(new Breach(invariant.name(), e.toString()));
      }
    }
    return Optional.empty();
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  /** What was done and what came of it, by {@link #applyAndTell}. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** How many steps of each kind there were. */
  SortedMap<String, Long> counts() {
    return counts;
  }

  Simulator simulator() {
    return simulator;
  }

  World world() {
    return world;
  }
}
