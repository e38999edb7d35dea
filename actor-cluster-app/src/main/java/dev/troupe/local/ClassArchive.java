package dev.troupe.local;

import dev.troupe.app.Declarations;
import dev.troupe.app.StartFailure;
import dev.troupe.local.NodeProcess.Launch;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import dev.troupe.persistence.postgres.internal.Trees;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The classes that a node loads, in a file from which the JVM takes them the next time: class-data
 * sharing. It is made by a run of one node on a database of its own that answers a few requests.
 *
 * <p>It is of use to a JVM of the same build with the same class path; another one reads the jars.
 */
public final class ClassArchive {
  private static final String HOST = "127.0.0.1";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofMinutes(5);

  private final Class<?> mainClass;
  private final Declarations declarations;
  private final Consumer<String> progress;

  /**
   * An archive of this app.
   *
   * @param mainClass whose main calls {@code Troupe.run}, which the node runs
   * @param progress is told what is done now
   */
  public ClassArchive(Class<?> mainClass, Declarations declarations, Consumer<String> progress) {
    this.mainClass = mainClass;
    this.declarations = declarations;
    this.progress = progress;
  }

  /**
   * Makes it, in the place of what is there.
   *
   * @throws StartFailure if it can't; the last words of the node are in it
   */
  public void writeTo(Path file) {
    try {
      Files.deleteIfExists(file);
      Path data = Files.createTempDirectory("troupe-archive-");
      try {
        run(file.toAbsolutePath(), data);
      } finally {
        Trees.delete(data);
      }
    } catch (IOException e) {
      throw new StartFailure("classes can't be written to '%s': %s".formatted(file, e), e);
    } catch (EmbeddedPostgresException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private void run(Path file, Path data) throws IOException {
    progress.accept("starting a database");
    try (EmbeddedPostgres server = EmbeddedPostgres.in(data.resolve("postgres")).start()) {
      NodeGroup node =
          new NodeGroup(
              List.of(address()),
              new Launch(
                  mainClass,
                  server.settings(),
                  Map.of("TROUPE_AUTH_MODE", "none", "TROUPE_TENANTS_CREATED_AT_START", "acme"),
                  number -> List.of("-XX:ArchiveClassesAtExit=" + file),
                  number -> List.of()),
              data);
      progress.accept("starting a node, whose classes are taken");
      node.startAll();
      try {
        node.awaitReady(START);
        use(node.nodes().getFirst());
        progress.accept("ending it, and writing its classes");
      } finally {
        node.stopAll(STOP);
      }
      if (!Files.exists(file)) {
        throw new StartFailure(
            "the node ended without writing its classes; its last words:%n%s"
                .formatted(node.nodes().getFirst().lastWords(12)));
      }
    }
  }

  /** What answers a request has classes of its own. */
  private void use(NodeProcess node) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Examples.Request each : Examples.requests(declarations)) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(node.address().url() + each.path()));
        each.body()
            .ifPresent(body ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
        http.send(request.build(), BodyHandlers.discarding());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while a node ran for its classes", e);
    }
  }

  private static NodeAddress address() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket http = new ServerSocket(0, 1, here);
        ServerSocket management = new ServerSocket(0, 1, here);
        ServerSocket remoting = new ServerSocket(0, 1, here)) {
      return new NodeAddress(
          HOST, http.getLocalPort(), management.getLocalPort(), remoting.getLocalPort());
    }
  }
}
