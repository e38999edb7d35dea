package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cluster.LogLevels;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How much the nodes log, seen and set while they run; asks a node over HTTP. */
@Command(
    name = "logging",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows the levels of a node's loggers, and sets them on all nodes for a while.",
      "Asks a node (--url) as who has a token with the scope 'operator:logging' or 'operator:set-logging'."
    },
    subcommands = {
      LoggingCommands.Listing.class,
      LoggingCommands.Set.class,
      LoggingCommands.Reset.class
    })
final class LoggingCommands implements Callable<Integer> {
  private static final String PATH = "/operator/logging";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  @Command(
      name = "list",
      description =
          "Lists the loggers of the node that have a level of their own, and which are set for a while.")
  static final class Listing extends OperatorOptions {
    @Override
    public Integer call() {
      JsonNode shown = client().get(PATH);
      if (isJson()) {
        return shown(shown);
      }
      shown
          .path("loggers")
          .forEach(each ->
              out()
                  .printf(
                      "%s\t%s%s%n",
                      each.path("logger").asText(),
                      each.path("level").asText(),
                      each.path("set").asBoolean() ? "\tset" : ""));
      return 0;
    }
  }

  /** What changes the level of one logger. */
  abstract static class Change extends OperatorOptions {
    @Parameters(index = "0", paramLabel = "LOGGER", description = "Its name, or root.")
    private String logger = "";

    @Option(names = "--why", required = true, description = "Kept in the audit.")
    private String why = "";

    final String logger() {
      return LogLevels.logger(logger);
    }

    final String why() {
      return why;
    }

    final int done(String verb, String sentence) {
      if (isJson()) {
        return shown(
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("logger", logger())
                .put("done", verb));
      }
      out().println(sentence);
      return 0;
    }
  }

  @Command(name = "set", description = "Sets a logger's level on all nodes, until it is reset.")
  static final class Set extends Change {
    @Parameters(
        index = "1",
        paramLabel = "LEVEL",
        description = "error, warn, info, debug or trace.")
    private String level = "";

    @Override
    public Integer call() {
      String name = LogLevels.level(level).name();
      client().put(PATH + "/" + logger(), Map.of("level", name, "why", why()));
      return done("set", "logger %s is at %s".formatted(logger(), name));
    }
  }

  @Command(
      name = "reset",
      description = "Gives a logger the level back that it is configured with.")
  static final class Reset extends Change {
    @Override
    public Integer call() {
      String reason = URLEncoder.encode(why(), StandardCharsets.UTF_8);
      client().delete(PATH + "/" + logger() + "?why=" + reason);
      return done("reset", "logger %s is as it is configured".formatted(logger()));
    }
  }
}
