package dev.troupe.bench;

import dev.troupe.bench.Report.StartTime;
import dev.troupe.local.NodeGroup;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.sample.bank.BankApp;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** How long one node of the bank takes to be ready, as a process of its own. */
final class NodeStarts {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern HEAP = Pattern.compile("garbage-first heap.* used (\\d+)K");

  private final DatabaseSettings database;
  private final Path directory;
  private long residentMib;
  private long heapMib;

  /** Nodes on this database, whose tables are there already, with their logs in this folder. */
  NodeStarts(DatabaseSettings database, Path directory) {
    this.database = database;
    this.directory = directory;
  }

  /** Starts and stops a node this often. */
  StartTime measure(int times) throws IOException, InterruptedException {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      millis.add(start());
    }
    long median = millis.stream().sorted().toList().get(times / 2);
    return new StartTime(millis, median, residentMib, heapMib);
  }

  private long start() throws IOException, InterruptedException {
    var address = new NodeAddress("127.0.0.1", freePort(), freePort(), freePort());
    NodeGroup group = new NodeGroup(List.of(address), BankApp.class, database, Map.of(), directory);
    long start = System.nanoTime();
    try {
      group.startAll();
      group.awaitReady(PATIENCE);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      look(group.nodes().getFirst().pid());
      return millis;
    } finally {
      group.stopAll(STOP).forEach(node -> System.err.println("the node had to be killed"));
    }
  }

  private void look(long pid) throws IOException, InterruptedException {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    residentMib = Files.isReadable(status) ? kib(RESIDENT, Files.readString(status)) / 1024 : 0;
    jcmd(pid, "GC.run");
    heapMib = kib(HEAP, jcmd(pid, "GC.heap_info")) / 1024;
  }

  private static long kib(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static String jcmd(long pid, String what) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(program)) {
      return "";
    }
    Process jcmd =
        new ProcessBuilder(program.toString(), String.valueOf(pid), what)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return said;
  }

  /** Below the ports that the system gives to outgoing connections. */
  private static int freePort() throws IOException {
    int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (BindException e) {
      return freePort(); // Another's; the next may be free.
    }
  }
}
