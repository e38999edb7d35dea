package dev.troupe.bench.report;

import java.util.List;

/**
 * Values of the same unit by row and column.
 *
 * @param title what the values are
 * @param columns the names of the columns
 * @param rows each with as many values as there are columns
 */
public record CostTable(String title, List<String> columns, List<Row> rows) {

  /** The values of one row, in the order of the columns. */
  public record Row(String name, List<Double> values) {}
}
