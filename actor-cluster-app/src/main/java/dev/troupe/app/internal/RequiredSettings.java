package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.StartFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a node does not start without, whatever the doctor is told to accept. */
final class RequiredSettings {
  private static final List<String> TLS_FILES = List.of("ca.crt", "tls.crt", "tls.key");

  private RequiredSettings() {}

  /**
   * Checks the whole configuration.
   *
   * @throws StartFailure at the first setting that a node can't be run with
   */
  static void check(Config whole) {
    requireDrainWithinItsPhase(whole);
    String tls = whole.getString("troupe.node.tls-directory");
    if (tls.isBlank()) {
      requireLoopback(whole.getString("troupe.node.bind-host"));
    } else {
      requireFiles(Path.of(tls));
    }
  }

  /** What is not drained when the phase is over is cut off. */
  private static void requireDrainWithinItsPhase(Config whole) {
    Duration drain = whole.getDuration("troupe.node.drain");
    Duration phase =
        whole.getDuration("pekko.coordinated-shutdown.phases.before-service-unbind.timeout");
    if (drain.compareTo(phase) >= 0) {
      throw new StartFailure(
          "troupe.node.drain must be shorter than its phase of the shutdown, '%d' ms, was '%d' ms; shorten it (TROUPE_DRAIN), or lengthen pekko.coordinated-shutdown.phases.before-service-unbind.timeout and the pod's grace period"
              .formatted(phase.toMillis(), drain.toMillis()));
    }
  }

  private static void requireFiles(Path directory) {
    for (String file : TLS_FILES) {
      if (!Files.isReadable(directory.resolve(file))) {
        throw new StartFailure(
            "troupe.node.tls-directory '%s' has no readable %s; it must hold %s"
                .formatted(directory, file, String.join(", ", TLS_FILES)));
      }
    }
  }

  /** One bad frame from anybody who can connect would stop a node that does not ask who it is. */
  private static void requireLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new StartFailure(
            "remoting without mutual TLS listens on loopback only, and troupe.node.bind-host is '%s'; set troupe.node.tls-directory (TROUPE_TLS_DIRECTORY)"
                .formatted(host));
      }
    } catch (UnknownHostException e) {
      throw new StartFailure("troupe.node.bind-host '%s' is no address".formatted(host), e);
    }
  }
}
