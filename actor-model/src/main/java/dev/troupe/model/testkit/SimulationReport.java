package dev.troupe.model.testkit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a simulation did in which every invariant held. A test can ask it whether all kinds of
 * things happened, since an invariant that nothing ever tried proves nothing.
 *
 * @param seeds how many runs there were
 * @param steps how many steps there were of each kind: {@code crash}, {@code unheard command}, …
 */
public record SimulationReport(int seeds, SortedMap<String, Long> steps) {

  /** Keeps the numbers from being changed later. */
  public SimulationReport {
    steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
  }

  /** How many steps of this kind there were; 0 if there was none. */
  public long count(String kind) {
    return steps.getOrDefault(kind, 0L);
  }
}
