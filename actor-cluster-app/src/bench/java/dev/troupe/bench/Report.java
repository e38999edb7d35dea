package dev.troupe.bench;

import java.util.List;
import java.util.Map;

/**
 * All figures of one run, as they are written to the JSON file.
 *
 * @param machine where it ran
 * @param settings what was asked for, by name
 * @param raw what PostgreSQL does for the same rows
 * @param durable what commands through an entity do
 * @param ratios figures of this run divided by each other
 * @param memory heap per thing
 * @param start how long a node takes to start
 * @param rows whether the journal holds what was acknowledged
 */
record Report(
    Machine machine,
    Map<String, Long> settings,
    List<Measured> raw,
    List<Measured> durable,
    List<Ratio> ratios,
    List<Footprint> memory,
    StartTime start,
    Rows rows) {

  /**
   * Where it ran.
   *
   * @param cores that this JVM may use
   * @param memoryMib of the machine
   */
  record Machine(String date, String os, int cores, long memoryMib, String java, String postgres) {}

  /**
   * Rows per second of one way of writing, over all passes.
   *
   * @param passes rows per second of each pass, in order
   * @param p50Micros half of the operations took at most this long
   * @param jvmCpuMicros CPU time of this JVM per row, the load generator included
   * @param serverCpuMicros CPU time of PostgreSQL per row
   * @param errors operations that failed, by what they said
   */
  record Measured(
      String name,
      double perSecond,
      List<Double> passes,
      double p50Micros,
      double p99Micros,
      double jvmCpuMicros,
      double serverCpuMicros,
      Map<String, Long> errors) {}

  /**
   * One figure divided by another.
   *
   * @param value of all passes
   * @param lowest of any pass
   * @param highest of any pass
   */
  record Ratio(String name, double value, double lowest, double highest) {}

  /** Used heap after a collection, per thing, over this many. */
  record Footprint(String name, long bytes, int over) {}

  /**
   * From the start of the process to the first 200 of {@code /ready}.
   *
   * @param residentMib of the last start, or 0 where the system does not tell
   * @param heapMib in use after a collection, or 0 where there is no {@code jcmd}
   */
  record StartTime(List<Long> millis, long medianMillis, long residentMib, long heapMib) {}

  /**
   * Rows in the journal against commands.
   *
   * @param acknowledged commands that were accepted
   * @param unknown commands that failed, which may have been written or not
   * @param found rows in the journal
   */
  record Rows(long acknowledged, long unknown, long found) {
    boolean holds() {
      return acknowledged <= found && found <= acknowledged + unknown;
    }
  }
}
