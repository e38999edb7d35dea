package dev.troupe.app.internal;

import dev.troupe.k8s.silo.TenantSilo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the manifests of a tenant's own cluster from one file. */
@Command(
    name = "silo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Makes the manifests of a namespace with a cluster for one tenant alone, from a file that says which.",
      "They are for a folder beside k8s/kustomize/base, as k8s/kustomize/tenant-silo is."
    })
final class SiloCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "Which tenant, and what it may use.")
  private Path file = Path.of("");

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      defaultValue = "",
      description = "Where they go (default: the folder of the file).")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    Path into =
        folder.toString().isEmpty() ? file.toAbsolutePath().normalize().getParent() : folder;
    if (into == null) {
      throw new IllegalArgumentException(
          "tenant file: '%s' is a folder; name a file".formatted(file));
    }
    TenantSilo silo = TenantSilo.read(file);
    silo.writeInto(into);
    spec.commandLine()
        .getOut()
        .printf(
            "%d files for namespace %s are in %s%n", silo.files().size(), silo.namespace(), into);
    return 0;
  }
}
