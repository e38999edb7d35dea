package dev.troupe.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Ground.Amount;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.report.Report;
import dev.troupe.bench.report.Report.Machine;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: a server of its own in a folder of its own, everything measured on it, all removed. */
final class Run {
  private Run() {}

  /** Measures these parts; the folder is gone afterwards, also if the JVM is asked to end. */
  static Report in(Path folder, Amount amount, List<Part> parts) throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.in(folder.resolve("postgres")).start();
    Thread cleanUp = Thread.ofPlatform().unstarted(() -> cleanUp(server, folder));
    Runtime.getRuntime().addShutdownHook(cleanUp);
    System.out.printf("PostgreSQL %s, data in %s%n", server.version(), folder);
    Ground ground = new Ground(server, folder, amount);
    for (Part part : parts) {
      long start = System.nanoTime();
      part.measure(ground);
      System.out.printf("%s took %.0f s%n", part.name(), (System.nanoTime() - start) / 1e9);
    }
    ground.stopNodes();
    var findings = ground.findings();
    return new Report(machine(server), settings(amount), findings.sections(), findings.rows());
  }

  private static Map<String, Long> settings(Amount amount) {
    Map<String, Long> settings = new LinkedHashMap<>();
    settings.put("seconds", (long) amount.seconds());
    settings.put("passes", (long) Ground.PASSES);
    settings.put("messages", (long) amount.messages());
    return settings;
  }

  private static Machine machine(EmbeddedPostgres server) {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        system.getName() + " " + system.getArch(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() / (1024 * 1024),
        Runtime.version().toString(),
        server.version());
  }

  private static void cleanUp(EmbeddedPostgres server, Path folder) {
    try (var files = Files.walk(folder)) {
      server.close();
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException e) {
      System.err.printf("%s can't be removed: %s%n", folder, e);
    }
  }
}
