package dev.troupe.bench.report;

import dev.troupe.bench.report.Report.Rows;
import dev.troupe.bench.report.Report.Section;
import java.util.ArrayList;
import java.util.List;

/** Collects what the parts of the benchmark find. For one thread. */
public final class Findings {
  private final List<Section> sections = new ArrayList<>();
  private final List<Rows> rows = new ArrayList<>();

  /** A section with a table of what was measured, and ratios. */
  public void measured(String title, List<Measured> measured, List<Ratio> ratios) {
    sections.add(new Section(title, measured, List.of(), List.of(), ratios));
  }

  /** A section of single values, and ratios. */
  public void figures(String title, List<Figure> figures, List<Ratio> ratios) {
    sections.add(new Section(title, List.of(), figures, List.of(), ratios));
  }

  /** A section of values by row and column. */
  public void costs(String title, List<Measured> measured, List<CostTable> costs) {
    sections.add(new Section(title, measured, List.of(), costs, List.of()));
  }

  /** Rows against commands. */
  public void rows(Rows each) {
    rows.add(each);
  }

  /** All sections, in the order in which they came. */
  public List<Section> sections() {
    return List.copyOf(sections);
  }

  /** All rows, in the order in which they came. */
  public List<Rows> rows() {
    return List.copyOf(rows);
  }
}
