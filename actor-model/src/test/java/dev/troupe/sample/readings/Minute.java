package dev.troupe.sample.readings;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The readings of one minute, a pane of the window. */
public record Minute(Instant start, Sum sum) {
  static final Duration LENGTH = Duration.ofMinutes(1);

  static Instant of(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES);
  }

  /** Those to which readings may still be added. */
  static List<Minute> open(Readings.State state) {
    return since(state, state.openFrom());
  }

  static List<Minute> since(Readings.State state, Instant start) {
    return state.minutes().stream().filter(minute -> !minute.start().isBefore(start)).toList();
  }

  /** Whether a reading of this moment makes the first of the open minutes. */
  static boolean isFirst(Readings.State state, Instant at) {
    List<Minute> open = open(state);
    return open.isEmpty() || of(at).isBefore(open.getFirst().start());
  }

  static List<Minute> added(Readings.State state, Instant at, double value) {
    Instant start = of(at);
    List<Minute> all = new ArrayList<>(state.minutes());
    Sum before =
        all.stream()
            .filter(minute -> minute.start().equals(start))
            .findFirst()
            .map(Minute::sum)
            .orElse(Sum.NONE);
    all.removeIf(minute -> minute.start().equals(start));
    all.add(new Minute(start, before.and(value)));
    all.sort(Comparator.comparing(Minute::start));
    return List.copyOf(all);
  }

  /** Of the minutes that begin in the window before this moment. */
  static Sum window(Readings.State state, Instant end) {
    return since(state, end.minus(Readings.WINDOW)).stream()
        .filter(minute -> minute.start().isBefore(end))
        .map(Minute::sum)
        .reduce(Sum.NONE, Sum::and);
  }
}
