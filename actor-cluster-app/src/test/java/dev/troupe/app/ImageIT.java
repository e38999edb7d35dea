package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cluster.testkit.FreePorts;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is ours of the image, unpacked, and run as a container runs it: without an engine. */
class ImageIT {
  private static final Path TARGET = Path.of("target");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;
  private ImageTar image;

  @BeforeEach
  void unpack() throws IOException {
    image = ImageTar.unpack(TARGET.resolve("image-layers.tar"), directory.resolve("image"));
  }

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void saysWhoRunsItAndHow() {
    JsonNode config = image.config();
    assertThat(config.path("User").asText()).isEqualTo("10001:10001");
    assertThat(texts(config.path("Entrypoint")))
        .startsWith("java", "@/app/jvm.options")
        .endsWith("dev.troupe.sample.bank.BankApp");
    assertThat(texts(config.path("Cmd"))).containsExactly("node");
    assertThat(config.path("ExposedPorts").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("8080/tcp", "7626/tcp", "17355/tcp");
    assertThat(config.path("Labels").path("org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
    assertThat(texts(config.path("Env"))).as("no secret, and nothing else").isEmpty();
  }

  @Test
  void holdsTheAppAndWhatItIsMadeOfAndNothingElse() throws IOException {
    Path app = image.root().resolve("app");
    assertThat(names(image.root())).containsExactly("app");
    assertThat(names(app))
        .as("Maven makes no bom.json when it is offline (-o)")
        .containsExactly(
            "bom.json",
            "classpath",
            "jib-classpath-file",
            "jib-main-class-file",
            "jvm.options",
            "libs");
    assertThat(names(app.resolve("classpath")))
        .singleElement()
        .asString()
        .matches("troupe-actor-cluster-app-[0-9.]+(-SNAPSHOT)?\\.jar");
    assertThat(names(app.resolve("libs")))
        .isNotEmpty()
        .containsExactlyElementsOf(names(TARGET.resolve("lib")))
        .noneMatch(name -> name.matches("junit.*|assertj.*|.*testkit.*"));
  }

  @Test
  void saysOfEachJarUnderWhichLicenceItIs() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(image.root().resolve("app/bom.json").toFile());
    Map<String, JsonNode> components =
        StreamSupport.stream(bill.path("components").spliterator(), false)
            .collect(Collectors.toMap(ImageIT::jar, each -> each));
    assertThat(names(image.root().resolve("app/libs")))
        .allSatisfy(jar ->
            assertThat(components)
                .hasEntrySatisfying(
                    jar, component -> assertThat(component.path("licenses")).isNotEmpty()));
  }

  @Test
  void isWhatTheDockerfileMakes() throws IOException {
    Dockerfile docker = Dockerfile.read(Path.of("..", "k8s", "image", "Dockerfile"));
    JsonNode config = image.config();
    assertThat(docker.last("USER")).isEqualTo(config.path("User").asText());
    assertThat(docker.last("WORKDIR")).isEqualTo(config.path("WorkingDir").asText());
    assertThat(docker.array("CMD")).isEqualTo(texts(config.path("Cmd")));
    assertThat(docker.last("EXPOSE").split(" "))
        .extracting(port -> port + "/tcp")
        .containsExactlyInAnyOrderElementsOf(
            config.path("ExposedPorts").properties().stream().map(Map.Entry::getKey).toList());
    // It has its jars elsewhere, and an archive of their classes.
    assertThat(docker.array("ENTRYPOINT"))
        .filteredOn(part -> !part.startsWith("-XX:SharedArchiveFile="))
        .map(part -> part.equals("/app/troupe.jar") ? "@/app/jib-classpath-file" : part)
        .isEqualTo(texts(config.path("Entrypoint")));
    assertThat(docker.text())
        .contains("cp -r actor-cluster-app/target/lib /app/lib")
        .contains("cp actor-cluster-app/target/bom.json", "cp k8s/image/jvm.options");
    assertThat(TARGET.resolve("lib")).isDirectory();
    assertThat(TARGET.resolve("bom.json")).isRegularFile();
  }

  private static String jar(JsonNode component) {
    String classifier =
        component
            .path("purl")
            .asText()
            .replaceFirst("^[^?]*\\?", "")
            .replaceFirst("&?type=jar", "");
    return "%s-%s%s.jar"
        .formatted(
            component.path("name").asText(),
            component.path("version").asText(),
            classifier.replaceFirst("^classifier=", "-"));
  }

  @Test
  void startsFromItsClassArchiveWritesNothingBesideTmpAndEndsWhenToldTo() throws Exception {
    Path app = image.root().resolve("app");
    Path tmp = Files.createDirectory(directory.resolve("tmp"));
    Path log = directory.resolve("node.log");
    Process archive =
        run(tmp, log, Map.of(), "archive-classes", "--to", app.resolve("classes.jsa").toString());
    assertThat(archive.waitFor()).as(() -> text(log)).isZero();
    Map<Path, FileTime> before = files(image.root());

    NodeAddress address = FreePorts.addresses(1).getFirst();
    Path loaded = directory.resolve("classes.log");
    try (EmbeddedPostgres server = EmbeddedPostgres.in(directory.resolve("pg")).start()) {
      Map<String, String> environment = environment(address, server);
      environment.put(
          "JDK_JAVA_OPTIONS",
          environment.get("JDK_JAVA_OPTIONS") + " -Xlog:class+load:file=" + loaded);
      long start = System.nanoTime();
      environment.put(
          "JDK_JAVA_OPTIONS",
          environment.get("JDK_JAVA_OPTIONS")
              + " -XX:SharedArchiveFile="
              + app.resolve("classes.jsa"));
      Process node = run(tmp, log, environment, texts(image.config().path("Cmd")).getFirst());
      awaitReady(node, address, log);
      System.out.printf(
          "the image with its class archive was ready after %d ms%n",
          Duration.ofNanos(System.nanoTime() - start).toMillis());
      node.destroy(); // SIGTERM, to the process that the entry point is.
      assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(() -> text(log)).isZero();
    }
    assertThat(text(log))
        .contains("shutting down; serving for another")
        .doesNotContain("WARNING", "[cds]");
    List<String> classes =
        Files.readAllLines(loaded).stream().filter(line -> line.contains(" source: ")).toList();
    long archived = classes.stream().filter(line -> line.contains("shared objects file")).count();
    assertThat(archived)
        .as("classes from the archive, of %d", classes.size())
        .isGreaterThan(classes.size() * 8L / 10);
    assertThat(files(image.root()))
        .as("a root file system that is read only will do")
        .isEqualTo(before);
  }

  /** The entry point with these arguments, where /app is where it was unpacked. */
  private Process run(Path tmp, Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    String root = image.root().toString();
    for (String part : texts(image.config().path("Entrypoint"))) {
      if (part.startsWith("@/app/")) {
        Path copy = directory.resolve(Path.of(part).getFileName());
        String text = Files.readString(Path.of(root + part.substring(1)));
        Files.writeString(copy, text.replace("/app/", root + "/app/"));
        command.add("@" + copy);
      } else {
        command.add(part);
      }
    }
    command.set(0, ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(tmp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TROUPE_"));
    builder.environment().putAll(environment);
    // A pod has a limit, from which the options take their part.
    builder.environment().putIfAbsent("JDK_JAVA_OPTIONS", "-XX:MaxRAM=1g -Djava.io.tmpdir=" + tmp);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Map<String, String> environment(NodeAddress address, EmbeddedPostgres server) {
    Map<String, String> all = new HashMap<>();
    all.put("JDK_JAVA_OPTIONS", "-XX:MaxRAM=1g -Djava.io.tmpdir=" + directory.resolve("tmp"));
    all.put("TROUPE_NODE_HOST", address.host());
    all.put("TROUPE_HTTP_PORT", String.valueOf(address.httpPort()));
    all.put("TROUPE_MANAGEMENT_PORT", String.valueOf(address.managementPort()));
    all.put("TROUPE_REMOTING_PORT", String.valueOf(address.remotingPort()));
    all.put("TROUPE_CONTACT_POINTS", address.contactPoint());
    all.put("TROUPE_MIN_MEMBERS", "1");
    all.put("TROUPE_DRAIN", "0s");
    all.put("TROUPE_AUTH_MODE", "none");
    all.put("TROUPE_ENCRYPTION", "off");
    all.put("TROUPE_DATABASE_URL", server.jdbcUrl());
    all.put("TROUPE_DATABASE_USER", server.user());
    all.put("TROUPE_DATABASE_PASSWORD_FILE", server.passwordFile().toString());
    all.put("TROUPE_DATABASE_OWNER_USER", server.owner());
    all.put("TROUPE_DATABASE_OWNER_PASSWORD_FILE", server.ownerPasswordFile().toString());
    return all;
  }

  private static void awaitReady(Process node, NodeAddress address, Path log)
      throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address.readyUrl())).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!isOk(http, request)) {
        assertThat(node.isAlive()).as(() -> text(log)).isTrue();
        assertThat(System.nanoTime() - deadline).as(() -> text(log)).isNegative();
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private static boolean isOk(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It does not listen yet.
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Map<Path, FileTime> files(Path root) throws IOException {
    Map<Path, FileTime> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path each : files.toList()) {
        all.put(each, Files.getLastModifiedTime(each));
      }
    }
    return all;
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
