package dev.troupe.cluster;

import dev.troupe.cluster.internal.NodeLoggers;
import dev.troupe.cluster.internal.SharedLevels;
import dev.troupe.cluster.internal.SharedLevels.Outcome;
import dev.troupe.model.Done;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.event.Logging;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * How much the loggers of all nodes say, set while they run.
 *
 * <p>One per actor system, got with {@link #on}, which is also when a node begins to follow what is
 * set. A level holds on every node, also on one that joins later, until it is taken back or no node
 * is left; then the node's own configuration (logback.xml) holds again. Which was set last counts,
 * by the clocks of the nodes. Thread-safe.
 */
public final class LogLevels implements Extension {
  /** The logger that all others take their level from. */
  public static final String ROOT = Logger.ROOT_LOGGER_NAME;

  private static final Id ID = new Id();
  private static final String AUDIT = "dev.troupe.audit";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.-]{0,199}");
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final NodeLoggers loggers = NodeLoggers.ofThisJvm();
  private final EventStream classic;
  private final int classicLevel;
  private final ActorRef<SharedLevels.Command> shared;
  private volatile Map<String, Level> all = Map.of();

  private LogLevels(ActorSystem<?> system) {
    this.system = system;
    this.classic = Adapter.toClassic(system).eventStream();
    this.classicLevel = classic.logLevel();
    Behavior<SharedLevels.Command> levels = SharedLevels.create(this::changed);
    this.shared =
        system.systemActorOf(
            Behaviors.supervise(levels).onFailure(SupervisorStrategy.restart()),
            "troupe-log-levels",
            Props.empty());
  }

  /** The levels of the cluster that this actor system is a member of. */
  public static LogLevels on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  private void changed(Map<String, Level> now) {
    all = now;
    loggers.set(now);
    // What Pekko's older actors say passes a level of its own before any logger is asked.
    boolean isLoud = now.values().stream().anyMatch(level -> level.compareTo(Level.DEBUG) >= 0);
    classic.setLogLevel(isLoud ? Math.max(classicLevel, Logging.DebugLevel()) : classicLevel);
  }

  /**
   * A logger's name as it is kept.
   *
   * @throws IllegalArgumentException if it is none, or that of the audit, which nobody silences
   */
  public static String logger(String name) {
    if (name.equalsIgnoreCase(ROOT)) {
      return ROOT;
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "logger must be 'root' or a name such as 'dev.troupe.cluster' of 1 to 200 characters, was '%s'"
              .formatted(name));
    }
    if (name.equals(AUDIT) || name.startsWith(AUDIT + ".")) {
      throw new IllegalArgumentException("logger '%s' says what it says".formatted(name));
    }
    return name;
  }

  /**
   * The level of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none; a logger can't be turned off
   */
  public static Level level(String name) {
    return Arrays.stream(Level.values())
        .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "level must be one of %s, was '%s'".formatted(List.of(Level.values()), name)));
  }

  /**
   * Sets a logger's level on all nodes, those below it included that have none of their own.
   *
   * @return done once most nodes have it; or {@link Throttled} if too many are set, or {@link
   *     Unavailable} if most nodes did not answer, and then it holds on those that did
   * @throws IllegalArgumentException if {@link #logger} refuses the name
   */
  public CompletionStage<Done> set(String logger, Level level) {
    return told(logger(logger), Optional.of(level));
  }

  /** Takes a level back, if it was set; the same otherwise. */
  public CompletionStage<Done> reset(String logger) {
    return told(logger(logger), Optional.empty());
  }

  private CompletionStage<Done> told(String logger, Optional<Level> level) {
    return AskPattern.<SharedLevels.Command, Outcome>ask(
            shared,
            replyTo -> new SharedLevels.Set(logger, level, replyTo),
            system.settings().config().getDuration("troupe.ask-timeout"),
            system.scheduler())
        .exceptionally(failure -> {
          throw new Unavailable("log levels: " + StageFailure.cause(failure).getMessage());
        })
        .thenApply(outcome ->
            switch (outcome) {
              case DONE -> Done.DONE;
              case FULL ->
                  throw new Throttled("the cluster", "log levels set", SharedLevels.MOST, SOON);
              case UNKNOWN ->
                  throw new Unavailable("log levels: not most of the nodes have answered");
            });
  }

  /** What is set for all nodes, as far as this one knows; by logger. */
  public Map<String, Level> set() {
    return all;
  }

  /** The level of each logger of this node that has one of its own, set or configured. */
  public Map<String, String> ofThisNode() {
    return loggers.levels();
  }

  private static final class Id extends ExtensionId<LogLevels> {
    @Override
    public LogLevels createExtension(ActorSystem<?> system) {
      return new LogLevels(system);
    }
  }
}
