package dev.troupe.bench.report;

import java.util.List;
import java.util.Map;

/**
 * All figures of one run, as they are written to the JSON file.
 *
 * @param machine where it ran
 * @param settings what was asked for, by name
 * @param sections what was found, in the order in which it was measured
 * @param rows whether each journal, and each table, holds what was acknowledged
 */
public record Report(
    Machine machine, Map<String, Long> settings, List<Section> sections, List<Rows> rows) {

  /**
   * Where it ran.
   *
   * @param cores that this JVM may use
   * @param memoryMib of the machine
   */
  public record Machine(
      String date, String os, int cores, long memoryMib, String java, String postgres) {}

  /**
   * What one part of the benchmark found; any of the lists may be empty.
   *
   * @param title of the tables
   * @param measured operations per second and what they took
   * @param figures single values
   * @param costs values by row and column
   * @param ratios figures of this run divided by each other
   */
  public record Section(
      String title,
      List<Measured> measured,
      List<Figure> figures,
      List<CostTable> costs,
      List<Ratio> ratios) {}

  /**
   * Rows against commands.
   *
   * @param name whose
   * @param acknowledged commands that were accepted
   * @param unknown commands that failed, which may have been written or not
   * @param found rows that commands left
   */
  public record Rows(String name, long acknowledged, long unknown, long found) {

    /** Whether nothing that was acknowledged is missing, and nothing is there twice. */
    public boolean holds() {
      return acknowledged <= found && found <= acknowledged + unknown;
    }
  }

  /** Whether all rows hold. */
  public boolean allRowsHold() {
    return rows.stream().allMatch(Rows::holds);
  }
}
