package dev.troupe.bench.report;

import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A report as the tables of docs/reference/performance.md. */
public final class Markdown {
  private Markdown() {}

  /** The tables. */
  public static String of(Report report) {
    List<String> lines = new ArrayList<>();
    var machine = report.machine();
    lines.add(
        "%s: %d cores, %.0f GiB, %s, Java %s, PostgreSQL %s, fsync on; %s."
            .formatted(
                machine.date(),
                machine.cores(),
                machine.memoryMib() / 1024.0,
                machine.os(),
                machine.java(),
                machine.postgres(),
                settings(report)));
    for (Section section : report.sections()) {
      lines.addAll(section(section));
    }
    lines.add("");
    report.rows().forEach(rows -> lines.add(rows(rows)));
    return String.join("\n", lines);
  }

  private static String settings(Report report) {
    return report.settings().entrySet().stream()
        .map(setting -> setting.getKey() + " " + number("%,d", setting.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static List<String> section(Section section) {
    List<String> lines = new ArrayList<>();
    if (!section.measured().isEmpty()) {
      lines.add("");
      lines.addAll(measured(section.title(), section.measured()));
    }
    if (!section.figures().isEmpty()) {
      lines.add("");
      lines.addAll(figures(section.title(), section.figures()));
    }
    for (CostTable costs : section.costs()) {
      lines.add("");
      lines.addAll(costs(costs));
    }
    if (!section.ratios().isEmpty()) {
      lines.add("");
      lines.addAll(ratios(section.ratios()));
    }
    return lines;
  }

  private static List<String> measured(String title, List<Measured> all) {
    Set<String> processes = new LinkedHashSet<>();
    all.forEach(each -> each.passes().forEach(p -> processes.addAll(p.cpuMicros().keySet())));
    List<String> head = new ArrayList<>(List.of(title, "per s", "passes", "p50 ms", "p99 ms"));
    processes.forEach(process -> head.add("CPU µs, " + process));
    head.add("errors");
    List<String> lines = new ArrayList<>(head(head));
    for (Measured each : all) {
      List<String> cells = new ArrayList<>();
      cells.add(each.name());
      cells.add(number("%,.0f", each.median(Pass::perSecond)));
      cells.add(joined("%,.0f", each.passes().stream().map(Pass::perSecond).toList()));
      cells.add(number("%.2f", each.median(Pass::p50Micros) / 1e3));
      cells.add(number("%.2f", each.median(Pass::p99Micros) / 1e3));
      processes.forEach(
          process -> cells.add(number("%.1f", each.median(pass -> pass.cpuMicros(process)))));
      cells.add(errors(each));
      lines.add(row(cells));
    }
    return lines;
  }

  private static String errors(Measured each) {
    return each.errors().isEmpty()
        ? "0"
        : each.errors().entrySet().stream()
            .map(error -> number("%,d", error.getValue()) + " " + error.getKey())
            .collect(Collectors.joining(", "));
  }

  private static List<String> figures(String title, List<Figure> figures) {
    List<String> lines = new ArrayList<>(head(List.of(title, "", "passes")));
    for (Figure each : figures) {
      lines.add(
          row(
              List.of(
                  each.name(),
                  number("%,.0f", each.median()) + " " + each.unit(),
                  each.passes().size() == 1 ? "" : joined("%,.0f", each.passes()))));
    }
    return lines;
  }

  private static List<String> costs(CostTable table) {
    List<String> head = new ArrayList<>(List.of(table.title()));
    head.addAll(table.columns());
    List<String> lines = new ArrayList<>(head(head));
    for (CostTable.Row each : table.rows()) {
      List<String> cells = new ArrayList<>(List.of(each.name()));
      each.values().forEach(value -> cells.add(number("%.1f", value)));
      lines.add(row(cells));
    }
    return lines;
  }

  private static List<String> ratios(List<Ratio> ratios) {
    List<String> lines =
        new ArrayList<>(
            head(List.of("Ratio of two figures of this run", "median", "passes", "aim")));
    for (Ratio each : ratios) {
      lines.add(
          row(
              List.of(
                  each.name(),
                  number("%.2f", each.median()),
                  joined("%.2f", each.passes()),
                  each.aim())));
    }
    return lines;
  }

  private static String rows(Report.Rows rows) {
    return "%s: %s commands acknowledged, %s with another answer or none, %s rows found.%s"
        .formatted(
            rows.name(),
            number("%,d", rows.acknowledged()),
            number("%,d", rows.unknown()),
            number("%,d", rows.found()),
            rows.holds() ? "" : " THIS DOES NOT FIT.");
  }

  private static List<String> head(List<String> names) {
    String others = "| ---: ".repeat(names.size() - 1);
    return List.of(row(names), "| --- " + others + "|");
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String joined(String format, List<Double> values) {
    return values.stream().map(value -> number(format, value)).collect(Collectors.joining(" / "));
  }

  private static String number(String format, Object value) {
    return value.equals(Double.NaN) ? "–" : String.format(Locale.ROOT, format, value);
  }
}
