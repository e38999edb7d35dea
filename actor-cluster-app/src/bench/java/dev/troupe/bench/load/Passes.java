package dev.troupe.bench.load;

import dev.troupe.bench.report.Measured;
import dev.troupe.bench.report.Measured.Pass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the windows saw, by what was done in them. For one thread. */
public final class Passes {
  private final Map<String, List<Pass>> byName = new LinkedHashMap<>();

  /** One more pass of what has this name. */
  public void add(String name, Pass pass) {
    byName.computeIfAbsent(name, n -> new ArrayList<>()).add(pass);
    System.out.printf(
        "%-55s %,10.0f per s  p99 %8.2f ms  errors %s%n",
        name, pass.perSecond(), pass.p99Micros() / 1e3, pass.errors());
  }

  /** All, in the order in which they came first. */
  public List<Measured> measured() {
    return byName.entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  /** Those of this name. */
  public Measured measured(String name) {
    return new Measured(name, List.copyOf(byName.getOrDefault(name, List.of())));
  }
}
