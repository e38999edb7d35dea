package dev.troupe.bench.footprint;

import dev.troupe.bench.http.Service;
import dev.troupe.bench.jvm.Jcmd;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.report.Figure;
import dev.troupe.sample.bank.BankApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How long one node of the bank takes to be ready, as a process of its own. */
public final class NodeStarts implements Part {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern HEAP = Pattern.compile("garbage-first heap.* used (\\d+)K");

  private static final int TIMES = 3;

  private double residentMib;
  private double heapMib;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void measure(Ground ground) throws IOException, InterruptedException {
    System.out.println("node starts ...");
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      millis.add(start(ground));
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("start of a node until ready", millis, "ms"));
    if (residentMib > 0) {
      figures.add(Figure.of("resident memory of that node", residentMib, "MiB"));
    }
    if (heapMib > 0) {
      figures.add(Figure.of("of which live heap", heapMib, "MiB"));
    }
    ground.findings().figures("Start of a node", figures, List.of());
  }

  private double start(Ground ground) throws IOException, InterruptedException {
    try (Service node = Service.node(BankApp.class, ground, "start")) {
      look(node.pid());
      return node.millisUntilReady();
    }
  }

  private void look(long pid) throws IOException, InterruptedException {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    residentMib = Files.isReadable(status) ? kib(RESIDENT, Files.readString(status)) / 1024 : 0;
    Jcmd.tell(pid, "GC.run");
    heapMib = kib(HEAP, Jcmd.tell(pid, "GC.heap_info")) / 1024;
  }

  private static double kib(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }
}
