package dev.troupe.bench;

import dev.troupe.bench.Report.Footprint;
import dev.troupe.bench.Report.Measured;
import dev.troupe.bench.Report.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as the tables of docs/reference/performance.md. */
final class Markdown {
  private Markdown() {}

  static String of(Report report) {
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
    lines.add("");
    lines.addAll(measured("PostgreSQL alone, the journal's rows", report.raw()));
    lines.add("");
    lines.addAll(measured("Deposits through an entity", report.durable()));
    lines.add("");
    lines.add("| Ratio of two figures of this run | all passes | lowest to highest pass |");
    lines.add("| --- | ---: | ---: |");
    for (Ratio ratio : report.ratios()) {
      lines.add(
          "| %s | %s | %s to %s |"
              .formatted(
                  ratio.name(),
                  number("%.2f", ratio.value()),
                  number("%.2f", ratio.lowest()),
                  number("%.2f", ratio.highest())));
    }
    lines.add("");
    lines.add("| Memory and start | |");
    lines.add("| --- | ---: |");
    for (Footprint each : report.memory()) {
      lines.add(
          "| heap per %s, over %s | %s B |"
              .formatted(each.name(), number("%,d", each.over()), number("%,d", each.bytes())));
    }
    lines.addAll(start(report.start()));
    lines.add("");
    lines.add(rows(report));
    return String.join("\n", lines);
  }

  private static String settings(Report report) {
    return report.settings().entrySet().stream()
        .map(setting -> setting.getKey() + " " + number("%,d", setting.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static List<String> measured(String title, List<Measured> all) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| %s | per s | passes | p50 ms | p99 ms | CPU µs, this JVM | CPU µs, PostgreSQL | errors |"
            .formatted(title));
    lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Measured each : all) {
      lines.add(
          "| %s | %s | %s | %s | %s | %s | %s | %s |"
              .formatted(
                  each.name(),
                  number("%,.0f", each.perSecond()),
                  each.passes().stream()
                      .map(pass -> number("%,.0f", pass))
                      .collect(Collectors.joining(" / ")),
                  number("%.2f", each.p50Micros() / 1e3),
                  number("%.2f", each.p99Micros() / 1e3),
                  number("%.1f", each.jvmCpuMicros()),
                  number("%.1f", each.serverCpuMicros()),
                  errors(each)));
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

  private static List<String> start(Report.StartTime start) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| start of a node until ready, median of %s ms | %s ms |"
            .formatted(
                start.millis().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                number("%,d", start.medianMillis())));
    if (start.residentMib() > 0) {
      lines.add("| resident memory of that node | %d MiB |".formatted(start.residentMib()));
    }
    if (start.heapMib() > 0) {
      lines.add("| of which live heap | %d MiB |".formatted(start.heapMib()));
    }
    return lines;
  }

  private static String rows(Report report) {
    var rows = report.rows();
    return "%s commands acknowledged, %s with another answer or none, %s rows in the journal."
        .formatted(
            number("%,d", rows.acknowledged()),
            number("%,d", rows.unknown()),
            number("%,d", rows.found()));
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
