package dev.troupe.persistence.evolution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of holding a build against what is stored.
 *
 * @param findings what stops first
 * @param names how many names of the catalogue were looked at
 * @param streams how many streams were replayed
 * @param events how many of their entries
 * @param unread how many streams could not be opened, or were not come to in time
 */
public record EvolutionReport(
    List<Finding> findings, int names, int streams, long events, int unread) {

  /** Whether this build can read what is stored. */
  public boolean passes() {
    return findings.stream().noneMatch(Finding::stops);
  }

  /** The findings because of which it can't. */
  public List<Finding> stops() {
    return findings.stream().filter(Finding::stops).toList();
  }

  /** Gathers a report. Confined to one thread. */
  public static final class Builder {
    private final Set<String> accepted;
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private int names;
    private int streams;
    private long events;
    private int unread;

    /**
     * Begins.
     *
     * @param accepted the subjects of which findings stop nothing
     */
    public Builder(Set<String> accepted) {
      this.accepted = Set.copyOf(accepted);
    }

    /** A name was looked at, with these findings. */
    public void name(List<Finding> found) {
      names++;
      found.forEach(this::add);
    }

    /** A finding; of those that say the same the first is kept. */
    public void add(Finding finding) {
      boolean isAccepted = finding.stops() && accepted.contains(finding.subject());
      findings.putIfAbsent(finding.sentence(), isAccepted ? finding.accepted() : finding);
    }

    /** A stream was replayed as far as this many entries. */
    public void stream(long entries) {
      streams++;
      events += entries;
    }

    /** This many streams were not looked at. */
    public void unread(int more) {
      unread += more;
    }

    /** The report so far. */
    public EvolutionReport build() {
      List<Finding> sorted = new ArrayList<>();
      findings.values().stream().filter(Finding::stops).forEach(sorted::add);
      findings.values().stream().filter(each -> !each.stops()).forEach(sorted::add);
      return new EvolutionReport(sorted, names, streams, events, unread);
    }
  }
}
