package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ten commands from an empty cluster to a tenant, run with programs that only write down what
 * they are asked.
 */
class InstallTest {
  private static final Pattern FROM_FILE = Pattern.compile("--from-file=(?:\\S*/)?(\\S+)");
  private static final Pattern LITERAL = Pattern.compile("--from-literal=([a-z.-]+)=[0-9a-f]{48}");
  private static final Pattern FOLDER = Pattern.compile("apply -k (\\S+)");
  @TempDir Path folder;

  @BeforeEach
  void putsProgramsOnThePath() throws IOException {
    for (String name : List.of("helm", "kubectl", "troupe")) {
      program(name, "echo \"%s $*\" >> commands".formatted(name));
    }
    program("curl", "grep -q port-forward commands");
  }

  private void program(String name, String what) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + what + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void tenCommandsEndInATenant() throws IOException {
    List<String> commands = commands();
    assertThat(commands).hasSize(10);
    assertThat(commands.getFirst()).contains("cert-manager", "--wait");
    assertThat(commands.getLast()).startsWith("troupe tenant create acme");
  }

  @Test
  void everyFolderThatIsAppliedRenders() throws IOException {
    List<String> applied =
        commands().stream()
            .flatMap(each -> FOLDER.matcher(each).results())
            .map(each -> each.group(1))
            .toList();
    assertThat(applied)
        .hasSize(2)
        .allSatisfy(each -> {
          assertThat(Manifests.parse(Program.kubectl().run("kustomize", each).orFail()).all())
              .isNotEmpty();
        });
  }

  @Test
  void theSecretHasTheFilesThatTheNodesRead() throws IOException {
    String secret =
        commands().stream()
            .filter(each -> each.contains("create secret"))
            .findFirst()
            .orElseThrow();
    List<String> files =
        java.util.stream.Stream.of(FROM_FILE, LITERAL)
            .flatMap(pattern -> pattern.matcher(secret).results())
            .map(each -> "/var/run/secrets/troupe/" + each.group(1))
            .toList();
    Manifests dev = Rendered.overlay("dev");
    assertThat(
            FitsTheApp.variables(
                    dev,
                    dev.get(Deployment.class, "troupe")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst())
                .values())
        .filteredOn(value -> value.startsWith("/var/run/secrets/troupe/"))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  private List<String> commands() throws IOException {
    new Program("env")
        .run(
            "--chdir=" + folder,
            "PATH=" + folder + ":" + System.getenv("PATH"),
            "sh",
            Project.path("k8s/install.sh").toString())
        .orFail();
    return Files.readAllLines(folder.resolve("commands"));
  }
}
