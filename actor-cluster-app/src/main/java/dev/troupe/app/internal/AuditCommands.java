package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.tenants.postgres.AuditTable;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What was done to tenants, and who was refused; needs the database, and no node. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists the rows of the audit, and checks that none was changed.",
      "Needs TROUPE_DATABASE_URL, as a node does."
    },
    subcommands = {AuditCommands.Listing.class, AuditCommands.Verify.class})
final class AuditCommands implements Callable<Integer> {
  private static final int BROKEN = 1;
  private static final int PAGE = 500;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  private interface Use {
    int of(AuditTable audit) throws SQLException;
  }

  private static int with(Use use) {
    DatabaseSettings database = DatabaseOfEnvironment.required("the audit is in a database");
    try (ConnectionPool pool = ConnectionPool.of(database, "troupe-audit", 1)) {
      return use.of(new AuditTable(pool.source()));
    } catch (SQLException e) {
      throw new StartFailure("audit: " + e.getMessage(), e);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists rows in order:",
        "number, time, outcome, principal, tenant, action, target and detail, with tabs."
      })
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--tenant", description = "Whose alone.")
    private String tenant = "";

    @Option(
        names = "--after",
        defaultValue = "0",
        description = "The number of the row after which to begin (default: the first).")
    private long after;

    @Override
    public Integer call() {
      return with(audit -> {
        long last = after;
        while (true) {
          List<AuditTable.Row> page = audit.page(last, tenant, PAGE);
          for (AuditTable.Row row : page) {
            spec.commandLine().getOut().println(line(row));
            last = row.number();
          }
          if (page.size() < PAGE) {
            return 0;
          }
        }
      });
    }

    private static String line(AuditTable.Row row) {
      var entry = row.entry();
      return String.join(
              "\t",
              String.valueOf(row.number()),
              entry.at().toString(),
              entry.outcome().name(),
              one(entry.principal()),
              one(entry.tenant()),
              one(entry.action()),
              one(entry.target()),
              one(entry.detail()))
          .stripTrailing();
    }

    /** What a row holds may come from outside, and must not make lines of its own. */
    private static String one(String text) {
      return text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Computes every row's hash anew, and says which is the first that does not fit.",
        "Note the last row's hash elsewhere: a chain that was cut at its end is whole."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      return with(audit -> {
        OptionalLong broken = audit.firstBroken();
        if (broken.isPresent()) {
          spec.commandLine()
              .getErr()
              .printf(
                  "audit: row %d is not what was written, or one before it is gone%n",
                  broken.getAsLong());
          return BROKEN;
        }
        audit
            .last()
            .ifPresentOrElse(
                row ->
                    out.printf(
                        "audit: %d rows; the last one's hash is %s%n", row.number(), row.hexHash()),
                () -> out.println("audit: no rows"));
        return 0;
      });
    }
  }
}
