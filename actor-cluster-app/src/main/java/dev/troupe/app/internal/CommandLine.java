package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.local.LocalCluster;
import dev.troupe.local.LocalSettings;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the arguments of {@code Troupe.run} say. */
public final class CommandLine {
  private static final int FAILED = 1;

  private CommandLine() {}

  /** Runs the command and returns its exit code; 0 means that it runs, or is done. */
  public static int run(String[] args, Supplier<Features> features, Class<?> mainClass) {
    var commands = new picocli.CommandLine(new Local(features, mainClass));
    commands.addSubcommand(new OneNode(features));
    commands.addSubcommand(new ClassArchiveCommand(features, mainClass));
    commands.addSubcommand(new OutboxCommands());
    commands.addSubcommand(new TokenCommand());
    commands.addSubcommand(new KeyCommands());
    commands.addSubcommand(new TenantCommands());
    commands.addSubcommand(new AuditCommands());
    commands.addSubcommand(new LoggingCommands());
    commands.addSubcommand(new SiloCommand());
    commands.addSubcommand(new DoctorCommand(System.getenv()));
    commands.addSubcommand(new SettingsCommand(System.getenv()));
    commands.addSubcommand(EvolutionCommands.of(features));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler((failure, line, parsed) -> {
      line.getErr().println(sentence(failure));
      return FAILED;
    });
    return commands.execute(args);
  }

  /** What is foreseen is a sentence; what is not is for us, and so comes with its stack. */
  private static String sentence(Exception failure) {
    if (failure instanceof StartFailure || failure instanceof IllegalArgumentException) {
      return "troupe: " + failure.getMessage();
    }
    LoggerFactory.getLogger(CommandLine.class).error("can't start", failure);
    return "troupe: can't start: " + failure;
  }

  @Command(
      name = "troupe",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Runs a whole cluster on this machine, for development.",
        "An embedded PostgreSQL keeps its data under --data and is found again at the next run; with TROUPE_DATABASE_URL"
            + " (and TROUPE_DATABASE_USER, TROUPE_DATABASE_PASSWORD or _FILE) that server is used instead."
      },
      footer = "Ctrl-C stops everything.")
  private static final class Local implements Callable<Integer> {
    private final Supplier<Features> features;
    private final Class<?> mainClass;

    @Option(
        names = "--nodes",
        defaultValue = "3",
        description = "How many nodes, each a JVM of its own (1 to 9; default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
        names = "--data",
        defaultValue = "data",
        description = "The folder of the database, certificates and logs (default: ./data).")
    private Path data = Path.of("data");

    @Option(
        names = "--http-port",
        defaultValue = "8080",
        description = "HTTP of the first node; the others follow (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
        names = "--management-port",
        defaultValue = "7626",
        description = "/alive and /ready of the first node (default: ${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
        names = "--remoting-port",
        defaultValue = "17355",
        description = "From node to node, the first one's (default: ${DEFAULT-VALUE}).")
    private int remotingPort;

    @Option(
        names = "--postgres-port",
        defaultValue = "15432",
        description = "The embedded PostgreSQL; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int postgresPort;

    Local(Supplier<Features> features, Class<?> mainClass) {
      this.features = features;
      this.mainClass = mainClass;
    }

    @Override
    public Integer call() {
      LocalSettings settings =
          new LocalSettings(nodes, data, httpPort, managementPort, remotingPort, postgresPort);
      LocalCluster.run(settings, mainClass, features.get().declare());
      return 0;
    }
  }

  @Command(
      name = "node",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Runs one node of a cluster, as a container does.",
        "Needs TROUPE_DATABASE_URL; all other settings are in docs/reference/configuration.md."
      })
  private static final class OneNode implements Callable<Integer> {
    private final Supplier<Features> features;

    OneNode(Supplier<Features> features) {
      this.features = features;
    }

    @Override
    public Integer call() throws IOException {
      DatabaseSettings database = DatabaseOfEnvironment.required("a node needs a database");
      StopWithParent.ifAsked();
      OrderlyEnd.on(NodeStart.start(database, features.get().declare()).system());
      return 0;
    }
  }
}
