package dev.troupe.app.internal;

import dev.troupe.local.ClassArchive;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes what shortens the start of a node. */
@Command(
    name = "archive-classes",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes the classes of a node into a file, for the JVM's option -XX:SharedArchiveFile.",
      "Runs one node on a database of its own for a moment. To be made where the file is used:",
      "by the same build of the JVM, with the same class path."
    })
final class ClassArchiveCommand implements Callable<Integer> {
  private final Supplier<Features> features;
  private final Class<?> mainClass;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--to", required = true, paramLabel = "FILE", description = "Where.")
  private Path file = Path.of("");

  ClassArchiveCommand(Supplier<Features> features, Class<?> mainClass) {
    this.features = features;
    this.mainClass = mainClass;
  }

  @Override
  public Integer call() {
    var err = spec.commandLine().getErr();
    new ClassArchive(
            mainClass,
            features.get().declare(),
            what -> {
              err.println(what);
              err.flush();
            })
        .writeTo(file);
    spec.commandLine().getOut().printf("%s holds the classes of a node%n", file);
    return 0;
  }
}
