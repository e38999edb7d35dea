package dev.troupe.cluster.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * The levels of the loggers of this JVM, some of which are set for a while. What was before comes
 * back when they are set no more. Thread-safe.
 */
public final class NodeLoggers {
  private final LoggerContext context;
  private final Map<String, Optional<Level>> before = new HashMap<>();

  /** Nothing is set yet in this context. */
  public NodeLoggers(LoggerContext context) {
    this.context = context;
  }

  /** Those that this JVM logs with. */
  public static NodeLoggers ofThisJvm() {
    return new NodeLoggers((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  /** Sets these levels, and takes back those that were set before and are not among them. */
  public synchronized void set(Map<String, org.slf4j.event.Level> wanted) {
    before.forEach((name, level) -> {
      if (!wanted.containsKey(name)) {
        context.getLogger(name).setLevel(level.orElse(null));
      }
    });
    before.keySet().retainAll(wanted.keySet());
    wanted.forEach((name, level) -> {
      Logger logger = context.getLogger(name);
      before.computeIfAbsent(name, any -> Optional.ofNullable(logger.getLevel()));
      logger.setLevel(Level.convertAnSLF4JLevel(level));
    });
  }

  /** The level of each logger that has one of its own, by name. */
  public synchronized Map<String, String> levels() {
    Map<String, String> levels = new TreeMap<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), logger.getLevel().toString());
      }
    }
    return levels;
  }
}
