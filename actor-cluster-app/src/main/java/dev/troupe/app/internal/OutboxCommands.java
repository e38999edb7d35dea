package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.OutboxMessages.Listed;
import dev.troupe.persistence.postgres.OutboxStore;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does with messages that are not delivered; needs the database, and no node. */
@Command(
    name = "outbox",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows messages that were parked after too many refusals, or that are tried in vain;",
      "replays, parks and drops them.",
      "Needs TROUPE_DATABASE_URL, as a node does."
    },
    subcommands = {
      OutboxCommands.Show.class,
      OutboxCommands.Replay.class,
      OutboxCommands.Park.class,
      OutboxCommands.Drop.class
    })
final class OutboxCommands implements Callable<Integer> {
  private static final int NOT_FOUND = 1;
  private static final int PAGE = 500;
  private static final int MANY_TRIES = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  private interface Use {
    int of(OutboxStore store, TenantId tenant, PrintWriter out) throws SQLException;
  }

  /** What all of them need. */
  abstract static class OfTenant implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--tenant", required = true, description = "Whose messages.")
    private String tenant = "";

    int with(Use use) {
      TenantId id = TenantId.of(tenant);
      DatabaseSettings database = DatabaseOfEnvironment.required("the outbox is in a database");
      try (OutboxStore store = OutboxStore.open(database, 1)) {
        return use.of(store, id, spec.commandLine().getOut());
      } catch (SQLException e) {
        throw new StartFailure("outbox: " + e.getMessage(), e);
      }
    }

    int said(boolean isFound, long row, String which, String done) {
      if (isFound) {
        spec.commandLine().getOut().printf("message %d of tenant %s %s%n", row, tenant, done);
        return 0;
      }
      spec.commandLine()
          .getErr()
          .printf("tenant %s has no %s %d; see: outbox show%n", tenant, which, row);
      return NOT_FOUND;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Lists parked messages, or such as wait:",
        "number, from, to, command, tries and reason, with tabs."
      })
  static final class Show extends OfTenant {
    @Option(
        names = "--waiting",
        description =
            "Those that are not parked and were tried in vain at least three times, instead.")
    private boolean isWaiting;

    @Override
    public Integer call() {
      return with((store, tenant, out) -> {
        long after = 0;
        while (true) {
          List<Listed> page =
              isWaiting
                  ? store.tried(tenant, MANY_TRIES, after, PAGE)
                  : store.parked(tenant, after, PAGE);
          for (Listed each : page) {
            out.println(line(each));
            after = each.row();
          }
          if (page.size() < PAGE) {
            return 0;
          }
        }
      });
    }

    private static String line(Listed message) {
      return String.join(
          "\t",
          String.valueOf(message.row()),
          message.sender(),
          message.receiver(),
          message.command(),
          String.valueOf(message.tries()),
          message.reason().replaceAll("\\s+", " "));
    }
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Has a parked message delivered after all.")
  static final class Replay extends OfTenant {
    @Parameters(paramLabel = "NUMBER", description = "The message's number.")
    private long row;

    @Override
    public Integer call() {
      return with((store, tenant, out) ->
          said(store.replay(tenant, row), row, "parked message", "is delivered again"));
    }
  }

  @Command(
      name = "park",
      mixinStandardHelpOptions = true,
      description = "Parks a message that waits, so that its sender's later ones go on.")
  static final class Park extends OfTenant {
    @Parameters(paramLabel = "NUMBER", description = "The message's number.")
    private long row;

    @Override
    public Integer call() {
      return with((store, tenant, out) ->
          said(
              store.park(tenant, row, "parked by an operator"),
              row,
              "message that waits with the number",
              "is parked"));
    }
  }

  @Command(
      name = "drop",
      mixinStandardHelpOptions = true,
      description = "Gives a message up for good, whether it waits or is parked.")
  static final class Drop extends OfTenant {
    @Parameters(paramLabel = "NUMBER", description = "The message's number.")
    private long row;

    @Override
    public Integer call() {
      return with(
          (store, tenant, out) -> said(store.drop(tenant, row), row, "message", "is dropped"));
    }
  }
}
