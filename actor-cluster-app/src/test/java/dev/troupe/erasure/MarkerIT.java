package dev.troupe.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cluster.Markers;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.tenants.erasure.CertificateKey;
import dev.troupe.tenants.erasure.ErasureCertificate;
import dev.troupe.tenants.erasure.RefusedCertificate;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of an erased tenant nothing is found, wherever and whenever the nodes died that erased it. */
class MarkerIT {
  private static final int HALTED = 137;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AtomicReference<TestCluster> cluster = new AtomicReference<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> logs = new ArrayList<>();

  private Notes notes(String tenant) {
    return new Notes(
        http,
        () -> cluster.get().node(1).url(),
        tenant,
        "marker-of-%s-%s".formatted(tenant, UUID.randomUUID()));
  }

  private static TestCluster launch(DatabaseSettings database, Path directory, String options) {
    return TestCluster.launchOn(
        database,
        1,
        NoteApp.class,
        Map.of(
            "JDK_JAVA_OPTIONS",
            "-Dtroupe.entity.snapshot-every=2 " + options,
            "TROUPE_TENANTS_ONLY_KNOWN",
            "true",
            "TROUPE_KEY_FILE",
            directory.resolve("keys.json").toString(),
            "TROUPE_CERTIFICATE_KEY",
            directory.resolve("certificate.jwk").toString()));
  }

  private static String halt(CrashPoint point) {
    return "-D%s=%s".formatted(CrashPoint.PROPERTY, point);
  }

  @Test
  void whatAnErasedTenantSaidIsNowhere(@TempDir Path directory) throws Exception {
    Notes acme = notes("acme");
    Notes globex = notes("globex");
    ErasureCertificate certificate;
    try (EmbeddedPostgres server =
        EmbeddedPostgres.in(directory.resolve("postgres"))
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start()) {
      CompletableFuture<Integer> load = eraseDying(server.settings(), directory, acme, globex);
      certificate = finish(server, directory, acme, globex, load);
      // Its last checkpoint writes every page.
      server.stop(EmbeddedPostgres.StopMode.FAST);
    }
    List<Path> pages =
        Markers.filesWith(directory.resolve("postgres"), acme.marker()).stream()
            .filter(file -> file.toString().contains("/base/"))
            .toList();
    assertThat(pages).as("pages of the database").isEmpty();
    assertThat(Markers.filesWith(directory.resolve("postgres"), globex.marker()))
        .anyMatch(file -> file.toString().contains("/base/"));
    assertThat(logs).isNotEmpty().noneMatch(log -> log.contains("marker-of-"));
    assertThat(certificate.tables()).allSatisfy(table -> assertThat(table.left()).isZero());
  }

  /** Each node dies at one step further, and the next one goes on from there. */
  private CompletableFuture<Integer> eraseDying(
      DatabaseSettings database, Path directory, Notes acme, Notes globex) throws Exception {
    CompletableFuture<Integer> load = new CompletableFuture<>();
    for (CrashPoint point : EnumSet.range(CrashPoint.TENANT_BLOCKED, CrashPoint.ERASURE_FINISHED)) {
      try (TestCluster node = launch(database, directory, halt(point))) {
        cluster.set(node);
        if (point == CrashPoint.TENANT_BLOCKED) {
          node.awaitReady();
          load = begin(acme, globex);
        }
        await("the node's end at " + point, () -> !node.node(1).isAlive());
        assertThat(node.node(1).stop()).as("exit code at %s", point).isEqualTo(HALTED);
        logs.add(node.node(1).lastWords());
      }
    }
    return load;
  }

  private CompletableFuture<Integer> begin(Notes acme, Notes globex) throws Exception {
    for (Notes each : List.of(acme, globex)) {
      assertThat(
              each.post(
                  "/operator/tenants",
                  "{'tenant':'%s','why':'contract 17'}".formatted(each.tenant()),
                  ""))
          .isEqualTo(201);
      await("the tenant to be known", () -> each.write(0));
      assertThat(each.leaveEverywhere()).containsOnly(204);
      await("the view", () -> viewed(each.tenant()) == 20);
      assertThat(each.get("/operator/tenants/%s/export".formatted(each.tenant())))
          .contains(each.marker() + "-99");
    }
    CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> writeOn(globex));
    assertThat(
            acme.post("/operator/tenants/acme/erase", "{'why':'contract 17 has ended'}", "erase"))
        .isEqualTo(202);
    return load;
  }

  private int viewed(String tenant) throws SQLException {
    try (Connection connection = cluster.get().connect()) {
      return column(
              connection,
              "SELECT set_config('troupe.projection', 'notes', false)",
              "SELECT 1 FROM note_view WHERE tenant_id = '%s'".formatted(tenant))
          .size();
    }
  }

  private final AtomicBoolean isEnough = new AtomicBoolean();

  /** How many were written, the first of them being number 100. */
  private int writeOn(Notes notes) {
    int number = 100;
    try {
      while (!isEnough.get()) {
        if (notes.write(number)) {
          number++;
        } else {
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return number;
  }

  private ErasureCertificate finish(
      EmbeddedPostgres server,
      Path directory,
      Notes acme,
      Notes globex,
      CompletableFuture<Integer> load)
      throws Exception {
    try (TestCluster node = launch(server.settings(), directory, "")) {
      cluster.set(node);
      node.awaitReady();
      await(
          "the end of the erasure",
          () -> acme.get("/operator/tenants/acme").contains("\"ERASED\""));
      isEnough.set(true);
      int written = load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(written).as("what the other tenant wrote meanwhile").isGreaterThan(100);
      assertThat(acme.send("n-1", "write", "{'text':'again'}", "")).isEqualTo(410);
      assertThat(acme.post("/operator/tenants", "{'tenant':'acme','why':'again'}", ""))
          .isEqualTo(410);
      String export = globex.get("/operator/tenants/globex/export");
      for (int i = 0; i < written; i++) {
        assertThat(export).containsOnlyOnce("\"%s-%d\"".formatted(globex.marker(), i));
      }
      logs.add(node.node(1).lastWords());
      assertNothingInTables(server, directory, acme);
      return verified(directory, acme);
    }
  }

  private static ErasureCertificate verified(Path directory, Notes acme) throws Exception {
    String signed = acme.get("/operator/tenants/acme/certificate");
    Path trusted = directory.resolve("public.jwk");
    Files.writeString(trusted, acme.get("/operator/certificate-key"));
    String tampered =
        signed.substring(0, 200) + (signed.charAt(200) == 'A' ? 'B' : 'A') + signed.substring(201);
    assertThatThrownBy(() -> CertificateKey.verify(tampered, trusted))
        .isInstanceOf(RefusedCertificate.class);
    return CertificateKey.verify(signed, trusted);
  }

  /** What a dump would hold, table by table, as the superuser sees it. */
  private static void assertNothingInTables(EmbeddedPostgres server, Path directory, Notes acme)
      throws Exception {
    try (Connection superuser =
        DriverManager.getConnection(
            server.settings().connectionUrl(),
            "postgres",
            Files.readString(directory.resolve("postgres").resolve("superuser.password"))
                .strip())) {
      List<String> tables =
          column(
              superuser,
              "SELECT 1",
              "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'troupe'::regnamespace");
      assertThat(tables).contains("event_journal", "note_view");
      for (String table : tables) {
        String dump =
            String.join(
                "\n",
                column(superuser, "SELECT 1", "SELECT (t.*)::text FROM %s t".formatted(table)));
        assertThat(dump).as(table).doesNotContain(acme.marker()).doesNotContain("|acme:");
      }
      column(superuser, "VACUUM", "SELECT 1");
    }
  }

  private static List<String> column(Connection connection, String before, String query)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(before);
      List<String> values = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(query)) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
      return values;
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for %s", what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
