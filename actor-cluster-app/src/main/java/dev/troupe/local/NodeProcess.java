package dev.troupe.local;

import dev.troupe.app.StartFailure;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A node as a JVM of its own. It ends with the JVM that started it. Thread-safe.
 *
 * <p>The password goes by environment, because a process's arguments are everybody's to read.
 */
public final class NodeProcess {
  /**
   * A terminal sends Ctrl-C to all that runs in it; who stops first is for the starter to say. A
   * JVM that finds the signal ignored leaves it so.
   */
  private static final List<String> DEAF_TO_CTRL_C =
      List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

  private final int number;
  private final NodeAddress address;
  private final Path log;
  private final Process process;

  private NodeProcess(int number, NodeAddress address, Path log, Process process) {
    this.number = number;
    this.address = address;
    this.log = log;
    this.process = process;
  }

  /**
   * Where a node listens.
   *
   * @param host for everything
   * @param httpPort the application
   * @param managementPort health, and where nodes find each other
   * @param remotingPort from node to node
   */
  public record NodeAddress(String host, int httpPort, int managementPort, int remotingPort) {

    /** The same ports of another host. */
    public NodeAddress withHost(String other) {
      return new NodeAddress(other, httpPort, managementPort, remotingPort);
    }

    /** The application's address. */
    public String url() {
      return "http://%s:%d".formatted(host, httpPort);
    }

    /** Where to ask whether the node is ready. */
    public String readyUrl() {
      return "http://%s:%d/ready".formatted(host, managementPort);
    }

    /** As other nodes look for it. */
    public String contactPoint() {
      return host + ":" + managementPort;
    }
  }

  /**
   * What a node is started with.
   *
   * @param mainClass whose main calls {@code Troupe.run}
   * @param database where it keeps its events
   * @param environment more settings, by environment variable
   * @param jvmOptions more options of the JVM, by the node's number
   * @param within the command that a node's command is given to, by the node's number; none for no
   *     other
   */
  public record Launch(
      Class<?> mainClass,
      DatabaseSettings database,
      Map<String, String> environment,
      IntFunction<List<String>> jvmOptions,
      IntFunction<List<String>> within) {}

  /** Starts the node with this number, counted from 1; its output goes to the log. */
  public static NodeProcess start(int number, NodeAddress address, Launch launch, Path log) {
    List<String> command = new ArrayList<>(DEAF_TO_CTRL_C);
    command.addAll(launch.within().apply(number));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(JvmOptions.of(Runtime.version().feature()));
    command.addAll(launch.jvmOptions().apply(number));
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), launch.mainClass().getName(), "node"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.putAll(
        Map.of(
            "TROUPE_NODE_HOST", address.host(),
            "TROUPE_HTTP_PORT", String.valueOf(address.httpPort()),
            "TROUPE_MANAGEMENT_PORT", String.valueOf(address.managementPort()),
            "TROUPE_REMOTING_PORT", String.valueOf(address.remotingPort()),
            "TROUPE_DRAIN", "0s",
            "TROUPE_STOP_WITH_PARENT", "true"));
    DatabaseSettings database = launch.database();
    environment.keySet().removeIf(name -> name.startsWith("TROUPE_DATABASE_"));
    environment.put("TROUPE_DATABASE_URL", database.url());
    environment.put("TROUPE_DATABASE_USER", database.user());
    environment.put("TROUPE_DATABASE_PASSWORD", database.password());
    environment.put("TROUPE_DATABASE_SCHEMA", database.schema());
    environment.put("TROUPE_DATABASE_POOL_SIZE", String.valueOf(database.poolSize()));
    environment.put("TROUPE_DATABASE_READER_ROLE", database.readerRole());
    database
        .owner()
        .ifPresent(owner -> {
          environment.put("TROUPE_DATABASE_OWNER_USER", owner.user());
          environment.put("TROUPE_DATABASE_OWNER_PASSWORD", owner.password());
        });
    environment.putAll(launch.environment());
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      return new NodeProcess(number, address, log, builder.start());
    } catch (IOException e) {
      throw new StartFailure("node %d can't be started: %s".formatted(number, e.getMessage()), e);
    }
  }

  /** Its number, counted from 1. */
  public int number() {
    return number;
  }

  /** Where it listens. */
  public NodeAddress address() {
    return address;
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** The operating system's number of it. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit code; -1 if the waiting is interrupted. */
  public int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Asks it to leave the cluster and end. */
  public void stop() {
    process.destroy();
  }

  /** Ends it without asking (SIGKILL). */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end; false if it still runs after this long. */
  public boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The last lines of its log, for a message. */
  public String lastWords(int lines) {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: %s)".formatted(e.getMessage());
    }
  }
}
