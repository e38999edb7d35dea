package dev.troupe.model.testkit;

import static java.util.stream.Collectors.joining;

import dev.troupe.model.testkit.Run.Breach;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the few steps that break an invariant, and writes them down.
 *
 * @param start makes a run that has not begun
 */
record Autopsy(Supplier<Run> start) {

  /** What to throw for the steps of this seed that ended with this breach. */
  BrokenInvariant of(long seed, List<Step> steps, Breach breach) {
    List<Step> least =
        Shrinker.shrink(steps, Step::simpler, fewer -> breaks(fewer, breach.invariant()));
    Run run = start.get();
    Optional<Breach> again = Optional.empty();
    for (Step step : least) {
      again = again.isPresent() ? again : run.applyAndTell(step);
    }
    if (again.filter(same -> same.invariant().equals(breach.invariant())).isEmpty()) {
      return new BrokenInvariant(
          breach.invariant(),
          seed,
          steps.stream().map(Step::toString).toList(),
          "seed %d breaks '%s' once, and not when the same steps are done again; the generator of commands, the entities and the invariants must be pure"
              .formatted(seed, breach.invariant()));
    }
    String head =
        "seed %d breaks '%s'%s\nafter these steps, which are left of %d; replay(%d) does it again\n"
            .formatted(seed, breach.invariant(), reason(again.get()), steps.size(), seed);
    return broken(again.get(), seed, run, head);
  }

  /** What to throw where a test said the steps. */
  static BrokenInvariant of(Run run, Breach breach) {
    String head =
        "breaks '%s'%s\nafter these steps\n".formatted(breach.invariant(), reason(breach));
    return broken(breach, null, run, head);
  }

  private static BrokenInvariant broken(Breach breach, @Nullable Long seed, Run run, String head) {
    List<String> lines = run.lines();
    String list =
        IntStream.range(0, lines.size())
            .mapToObj(i -> "%3d. %s\n".formatted(i + 1, lines.get(i)))
            .collect(joining());
    return new BrokenInvariant(
        breach.invariant(), seed, lines, head + list + "and then\n" + run.world());
  }

  private static String reason(Breach breach) {
    return breach.why().isEmpty() ? "" : ": " + breach.why();
  }

  private boolean breaks(List<Step> steps, String invariant) {
    Run run = start.get();
    for (Step step : steps) {
      Optional<Breach> breach = run.apply(step);
      if (breach.isPresent()) {
        return breach.get().invariant().equals(invariant);
      }
    }
    return false;
  }
}
