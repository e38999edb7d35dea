package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeGroup;
import dev.troupe.local.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** One node of a {@link TestCluster}, and what may befall it. */
public final class TestNode {
  private static final Duration END = Duration.ofSeconds(30);
  private final NodeGroup group;
  private final int number;

  TestNode(NodeGroup group, int number) {
    this.group = group;
    this.number = number;
  }

  private NodeProcess process() {
    return group.nodes().get(number - 1);
  }

  /** Its number, counted from 1. */
  public int number() {
    return number;
  }

  /** Where it serves HTTP. */
  public URI url() {
    return URI.create(process().address().url());
  }

  /** Where it answers {@code /alive} and {@code /ready}. */
  public URI managementUrl() {
    return URI.create(process().address().readyUrl()).resolve("/");
  }

  /** Where it listens for other nodes. */
  public int remotingPort() {
    return process().address().remotingPort();
  }

  /** The operating system's number of its JVM. */
  public long pid() {
    return process().pid();
  }

  /** Whether its JVM runs. */
  public boolean isAlive() {
    return process().isAlive();
  }

  /** What it has logged lately. */
  public String lastWords() {
    return process().lastWords(200);
  }

  /** All that it has logged. */
  public String log() {
    return process().lastWords(Integer.MAX_VALUE);
  }

  /** Ends it without a word, as {@code kill -9} or a power cut does; returns when it is gone. */
  public void kill() {
    process().kill();
    awaitEnd();
  }

  /** Asks it to leave (SIGTERM), and returns its exit code when it is gone. */
  public int stop() {
    process().stop();
    return awaitEnd();
  }

  private int awaitEnd() {
    if (!process().awaitEnd(END)) {
      throw new AssertionError(
          "node %d still runs after %d s; its last words:%n%s"
              .formatted(number, END.toSeconds(), lastWords()));
    }
    return process().awaitEnd();
  }

  /** Starts it again after it ended; it is not ready yet. */
  public void startAgain() {
    group.startAgain(number);
  }

  /** Freezes it (SIGSTOP), as a long pause of the machine does. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid()))
          .inheritIO()
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
