package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.beside.Slices;
import dev.troupe.local.LocalRun;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is built, and a team's jar beside it. */
class PackagedAppIT {
  private static final Path TARGET = Path.of("target");

  @TempDir Path directory;

  @Test
  void findsTheFeatureOfAJarBesideIt() throws Exception {
    String classPath = ourJar() + ":" + TARGET.resolve("lib").resolve("*") + ":" + teamsJar();
    try (LocalRun run =
        LocalRun.of(classPath, Main.class.getName(), directory, Map.of(), "--nodes", "2")) {
      run.awaitLine("Ctrl-C stops everything.");

      // A slice starts a moment after its node is ready, and one that is on two nodes stays there.
      run.await("every slice", () -> slicesOfAll(run).size() >= Slices.COUNT);
      assertThat(slicesOfAll(run)).as("each slice on one node").containsExactly("0", "1", "2");
    }
  }

  private static List<String> slicesOfAll(LocalRun run) {
    return run.lines().stream()
        .filter(line -> line.startsWith("node "))
        .map(line -> line.split(" +", -1)[2])
        .map(PackagedAppIT::slices)
        .flatMap(here -> Stream.of(here.replaceAll("[\\[\\] ]", "").split(",", -1)))
        .filter(slice -> !slice.isEmpty())
        .sorted()
        .toList();
  }

  private static String slices(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url + "/slices")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(url, e);
    }
  }

  private static Path ourJar() throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file ->
              file.getFileName().toString().matches("troupe-[a-z-]+-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar in target; run mvn verify"));
    }
  }

  /** A jar as a team's build makes it: the class, and a file that names it. */
  private Path teamsJar() throws IOException {
    Path jar = directory.resolve("team.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      Path classes = Path.of("target", "test-classes", "dev", "troupe", "app", "beside");
      try (Stream<Path> all = Files.list(classes)) {
        for (Path each : all.toList()) {
          out.putNextEntry(new ZipEntry("dev/troupe/app/beside/" + each.getFileName()));
          try (InputStream in = Files.newInputStream(each)) {
            in.transferTo(out);
          }
        }
      }
      out.putNextEntry(new ZipEntry("META-INF/services/dev.troupe.app.Feature"));
      out.write(Slices.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
