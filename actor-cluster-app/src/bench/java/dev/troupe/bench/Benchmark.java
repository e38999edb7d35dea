package dev.troupe.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "How long each figure of a command is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

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
    Thread.ofPlatform().daemon().name("end-with-starter").start(Benchmark::endWithStarter);
    System.exit(new CommandLine(new Benchmark()).execute(args));
  }

  private static void endWithStarter() {
    try {
      while (System.in.read() >= 0) {
        // Only the end of the pipe means something.
      }
    } catch (IOException e) {
      // An end too.
    }
    System.exit(1);
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
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Report report = Run.in(Files.createTempDirectory(folder, "bench-"), seconds);
    JSON.writeValue(out.toFile(), report);
    System.out.println();
    System.out.println(Markdown.of(JSON.readValue(out.toFile(), Report.class)));
    System.out.printf("%nThe figures are in %s%n", out);
    if (!report.rows().holds()) {
      System.err.println("bench: the journal does not hold what was acknowledged; see above");
      return 1;
    }
    return 0;
  }
}
