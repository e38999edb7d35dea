package dev.troupe.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.troupe.bench.actors.HostedActors;
import dev.troupe.bench.cost.CostOfRequest;
import dev.troupe.bench.durable.DurableCommands;
import dev.troupe.bench.footprint.Memory;
import dev.troupe.bench.footprint.NodeStarts;
import dev.troupe.bench.http.OverHttp;
import dev.troupe.bench.jvm.StopWithStarter;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.noisy.NoisyNeighbour;
import dev.troupe.bench.recovery.Recovery;
import dev.troupe.bench.reminders.ManyReminders;
import dev.troupe.bench.report.Markdown;
import dev.troupe.bench.report.Report;
import dev.troupe.bench.tenants.GuardedTenants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures durable commands beside what PostgreSQL itself can do.")
final class Benchmark implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final int FEWEST_MESSAGES = 10_000;

  /** In this order, so that those which share nodes come before those which need them stopped. */
  private static final List<Part> PARTS =
      List.of(
          new DurableCommands(),
          new NoisyNeighbour(),
          new Recovery(),
          new ManyReminders(),
          new Memory(),
          new CostOfRequest(),
          new OverHttp(),
          new GuardedTenants(),
          new HostedActors(),
          new NodeStarts());

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "How long each figure of a command is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--messages",
      defaultValue = "1000000",
      description =
          "How many messages are sent to an actor of another node (default: ${DEFAULT-VALUE}).")
  private int messages;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description =
          "What to measure, of durable, noisy, recovery, reminders, memory, cost, http, tenants, actors, start (default: all).")
  private List<String> only = List.of();

  @Option(
      names = "--out",
      defaultValue = "target/bench.json",
      description =
          "The file of the figures; the database is in a folder beside it while the benchmark runs"
              + " (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("target/bench.json");

  @Option(
      names = "--show",
      description = "Measures nothing; shows the tables of a file that --out wrote.")
  private Optional<Path> show = Optional.empty();

  private Benchmark() {}

  public static void main(String[] args) {
    StopWithStarter.watch();
    System.exit(new CommandLine(new Benchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (show.isPresent()) {
      System.out.println(Markdown.of(JSON.readValue(show.get().toFile(), Report.class)));
      return 0;
    }
    if (seconds < 2) {
      throw new IllegalArgumentException("--seconds must be at least 2, was '" + seconds + "'");
    }
    if (messages < FEWEST_MESSAGES) {
      throw new IllegalArgumentException(
          "--messages must be at least %d, was '%d'".formatted(FEWEST_MESSAGES, messages));
    }
    List<Part> parts = parts();
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Report report =
        Run.in(
            Files.createTempDirectory(folder, "bench-"),
            new Ground.Amount(seconds, messages),
            parts);
    JSON.writeValue(out.toFile(), report);
    System.out.println();
    System.out.println(Markdown.of(JSON.readValue(out.toFile(), Report.class)));
    System.out.printf("%nThe figures are in %s%n", out);
    if (!report.allRowsHold()) {
      System.err.println("bench: a journal does not hold what was acknowledged; see above");
      return 1;
    }
    return 0;
  }

  private List<Part> parts() {
    List<String> names = PARTS.stream().map(Part::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "--only must name some of '%s', was '%s'".formatted(String.join(",", names), name));
      }
    }
    return PARTS.stream().filter(part -> only.isEmpty() || only.contains(part.name())).toList();
  }
}
