package dev.troupe.doctor.facts;

import com.typesafe.config.Config;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import dev.troupe.persistence.postgres.feed.SystemEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a node is set.
 *
 * @param config all settings, as the node resolves them
 * @param files by path; none where the settings are those of another machine
 */
public record NodeFacts(Config config, Map<String, FileFact> files) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d+){3}|::1|\\[::1]|0:0:0:0:0:0:0:1");

  private static final Pattern LOGIN = Pattern.compile("://[^/?#\\s]*@");

  /** The settings that name a file or a folder of files, and what is expected in the folder. */
  public static final Map<String, List<String>> FILE_SETTINGS =
      Map.of(
          "troupe.encryption.file", List.of(""),
          "troupe.tenants.erasure.certificate-key", List.of(""),
          "troupe.sharding.key-file", List.of(""),
          "troupe.node.tls-directory", List.of("ca.crt", "tls.crt", "tls.key"));

  /**
   * A file.
   *
   * @param isReadable whether it is there and this process may read it
   * @param permissions as in {@code rw-r-----}; empty where the system has none
   */
  public record FileFact(boolean isReadable, String permissions) {
    /** Whether users may read it who are neither its owner nor of its group. */
    public boolean isForEverybody() {
      return permissions.length() == 9 && permissions.charAt(6) == 'r';
    }
  }

  /** The setting, or an empty text if there is none. */
  public String text(String path) {
    return config.hasPath(path) ? String.valueOf(config.getAnyRef(path)) : "";
  }

  /** Whether the setting is there and on. */
  public boolean isOn(String path) {
    return Set.of("true", "on", "yes").contains(text(path));
  }

  /** The setting as a number; 0 if there is none. */
  public int number(String path) {
    return config.hasPath(path) ? config.getInt(path) : 0;
  }

  /** The setting as a time; none if it is off or not there. */
  public Optional<Duration> time(String path) {
    return text(path).matches("\\s*\\d.*")
        ? Optional.of(config.getDuration(path))
        : Optional.empty();
  }

  /** What is known of the file that a setting names, or of one in the folder that it names. */
  public Optional<FileFact> file(String setting, String below) {
    return Optional.ofNullable(files.get(text(setting) + (below.isEmpty() ? "" : "/" + below)));
  }

  /** Whether this address is of this machine alone. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /** An address without the login that may be in it. */
  public static String withoutLogin(String address) {
    return LOGIN.matcher(address).replaceAll("://");
  }

  /** Whether the ports between nodes, or that for callers, are reached from other machines. */
  public boolean isOpen(String setting) {
    return !isLoopback(text(setting));
  }

  /** How long a phase of the shutdown may take. */
  public Duration phase(String name) {
    String shutdown = "pekko.coordinated-shutdown.";
    return time(shutdown + "phases." + name + ".timeout")
        .or(() -> time(shutdown + "default-phase-timeout"))
        .orElse(Duration.ZERO);
  }

  /** How long all phases of the shutdown may take together. */
  public Duration shutdown() {
    return config.getObject("pekko.coordinated-shutdown.phases").keySet().stream()
        .map(this::phase)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The connections that one node may have open at the same time. */
  public int connections() {
    // One beside the reminders' counts them, and one reads the tenants' events.
    return number("troupe.database.pool-size")
        + number("troupe.reminders.pool-size")
        + 1
        + number("troupe.outbox.pool-size")
        + number("troupe.projections.pool-size")
        + number("troupe.reads.pool-size")
        + FeedWakeup.CONNECTIONS
        + SystemEvents.CONNECTIONS
        + FixedPool.connections()
        + keyConnections();
  }

  private int keyConnections() {
    if (!isOn("troupe.encryption.enabled")) {
      return 0;
    }
    // Who wraps the keys as another role has a connection of its own.
    boolean isOtherRole =
        text("troupe.encryption.provider").equals("postgres")
            && !text("troupe.encryption.postgres.user").isBlank();
    return number("troupe.encryption.pool-size") + (isOtherRole ? 1 : 0);
  }
}
