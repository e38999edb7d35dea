package dev.troupe.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.troupe.bench.Report.Footprint;
import dev.troupe.bench.Report.Machine;
import dev.troupe.bench.Report.Rows;
import dev.troupe.bench.Report.StartTime;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: a server of its own in a folder of its own, everything measured on it, all removed. */
final class Run {
  private static final int STARTS = 3;

  private final EmbeddedPostgres server;
  private final DatabaseSettings database;
  private final Path folder;
  private final int seconds;

  private Run(EmbeddedPostgres server, Path folder, int seconds) {
    this.server = server;
    this.database = server.settings();
    this.folder = folder;
    this.seconds = seconds;
  }

  /** Measures everything; the folder is gone afterwards, also if the JVM is asked to end. */
  static Report in(Path folder, int seconds)
      throws IOException, InterruptedException, SQLException {
    EmbeddedPostgres server = EmbeddedPostgres.in(folder.resolve("postgres")).start();
    Thread cleanUp = Thread.ofPlatform().unstarted(() -> cleanUp(server, folder));
    Runtime.getRuntime().addShutdownHook(cleanUp);
    return new Run(server, folder, seconds).measure();
  }

  private Report measure() throws IOException, InterruptedException, SQLException {
    say("PostgreSQL %s, data in %s", server.version(), folder);
    Throughput throughput;
    List<Footprint> memory;
    Accounts accounts;
    try (BenchNode node = BenchNode.start(database)) {
      accounts = new Accounts(node.entities());
      throughput = new Throughput(database, new CpuTime(server.pid()), accounts, seconds);
      throughput.measure();
      say("memory ...");
      memory = new Memory(node.entities(), accounts).measure();
    }
    say("node starts ...");
    StartTime start = new NodeStarts(database, folder).measure(STARTS);
    Rows rows = new Rows(accounts.acknowledged(), accounts.unknown(), rowsOfCommands());
    return new Report(
        machine(),
        settings(),
        throughput.raw().measured(),
        throughput.durable().measured(),
        throughput.ratios(),
        memory,
        start,
        rows);
  }

  private long rowsOfCommands() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var select = connection.createStatement();
        var found =
            select.executeQuery(
                "SELECT count(*) FROM event_journal WHERE tenant_id NOT LIKE 'raw-%'")) {
      found.next();
      return found.getLong(1);
    }
  }

  private Map<String, Long> settings() {
    Map<String, Long> settings = new LinkedHashMap<>();
    settings.put("seconds", (long) seconds);
    settings.put("accounts", (long) Throughput.ACCOUNTS);
    settings.put("connections in the journal's pool", (long) database.poolSize());
    return settings;
  }

  private Machine machine() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        system.getName() + " " + system.getArch(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() / (1024 * 1024),
        Runtime.version().toString(),
        server.version());
  }

  static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
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
