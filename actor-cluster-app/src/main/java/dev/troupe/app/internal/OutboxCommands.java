package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.OutboxMessages.Parked;
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

/** What an operator does with messages that were given up; needs the database, and no node. */
@Command(
    name = "outbox",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows, replays and drops messages that were parked after too many refusals.",
      "Needs TROUPE_DATABASE_URL, as a node does."
    },
    subcommands = {
      OutboxCommands.Show.class,
      OutboxCommands.Replay.class,
      OutboxCommands.Drop.class
    })
final class OutboxCommands implements Callable<Integer> {
  private static final int NOT_FOUND = 1;
  private static final int PAGE = 500;

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
      DatabaseSettings database =
          DatabaseSettings.fromEnvironment(System.getenv())
              .orElseThrow(() ->
                  new StartFailure(
                      "the outbox is in a database; set TROUPE_DATABASE_URL=jdbc:postgresql://host/name"));
      try (OutboxStore store = OutboxStore.open(database, 1)) {
        return use.of(store, id, spec.commandLine().getOut());
      } catch (SQLException e) {
        throw new StartFailure("outbox: " + e.getMessage(), e);
      }
    }

    int said(boolean isFound, long row, String done) {
      if (isFound) {
        spec.commandLine().getOut().printf("message %d of tenant %s %s%n", row, tenant, done);
        return 0;
      }
      spec.commandLine()
          .getErr()
          .printf("tenant %s has no parked message %d; see: outbox show%n", tenant, row);
      return NOT_FOUND;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Lists parked messages: number, from, to, command, attempts and reason, with tabs.")
  static final class Show extends OfTenant {
    @Override
    public Integer call() {
      return with((store, tenant, out) -> {
        long after = 0;
        while (true) {
          List<Parked> page = store.parked(tenant, after, PAGE);
          for (Parked each : page) {
            out.println(line(each));
            after = each.row();
          }
          if (page.size() < PAGE) {
            return 0;
          }
        }
      });
    }

    private static String line(Parked message) {
      return String.join(
          "\t",
          String.valueOf(message.row()),
          message.sender(),
          message.receiver(),
          message.command(),
          String.valueOf(message.attempts()),
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
      return with(
          (store, tenant, out) -> said(store.replay(tenant, row), row, "is delivered again"));
    }
  }

  @Command(
      name = "drop",
      mixinStandardHelpOptions = true,
      description = "Gives a parked message up for good.")
  static final class Drop extends OfTenant {
    @Parameters(paramLabel = "NUMBER", description = "The message's number.")
    private long row;

    @Override
    public Integer call() {
      return with((store, tenant, out) -> said(store.drop(tenant, row), row, "is dropped"));
    }
  }
}
