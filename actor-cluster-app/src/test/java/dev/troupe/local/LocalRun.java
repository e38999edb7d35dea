package dev.troupe.local;

import dev.troupe.cluster.testkit.FreePorts;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.sample.bank.BankApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An app, run as a user runs it: a process with arguments, output and signals. */
public final class LocalRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private List<ProcessHandle> nodes = List.of();

  private LocalRun(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static LocalRun start(Path data, Map<String, String> environment, String... more)
      throws IOException {
    return of(
        System.getProperty("java.class.path"), BankApp.class.getName(), data, environment, more);
  }

  /** Runs this class with this class path, on free ports, with its data in this folder. */
  public static LocalRun of(
      String classPath,
      String mainClass,
      Path data,
      Map<String, String> environment,
      String... more)
      throws IOException {
    NodeAddress ports = FreePorts.addresses(1).getFirst();
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                classPath,
                mainClass,
                "--data",
                data.toString(),
                "--postgres-port",
                "0",
                "--http-port",
                String.valueOf(ports.httpPort()),
                "--management-port",
                String.valueOf(ports.managementPort()),
                "--remoting-port",
                String.valueOf(ports.remotingPort())));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new LocalRun(builder.start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      out.lines().forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      lines.add("(output ended: " + e.getMessage() + ")");
    }
  }

  /** What it has printed so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Waits until it has printed this line. */
  public void awaitLine(String line) {
    await(line, () -> lines.contains(line) || !process.isAlive());
    if (!lines.contains(line)) {
      throw new AssertionError("ended without '%s': %s".formatted(line, lines));
    }
    nodes = process.children().toList();
  }

  /** As Ctrl-C does, to the starter alone. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  void kill() {
    process.destroyForcibly();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs: " + lines);
    }
    reader.join();
    return process.exitValue();
  }

  long nodesAlive() {
    return nodes.stream().filter(ProcessHandle::isAlive).count();
  }

  void awaitNoNodes() {
    await("the nodes' end", () -> nodesAlive() == 0);
  }

  /** Waits for this condition. */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("no %s within %s: %s".formatted(what, PATIENCE, lines));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }
}
