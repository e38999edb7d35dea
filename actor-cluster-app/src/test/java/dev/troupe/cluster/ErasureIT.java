package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.Bell.Ring;
import dev.troupe.cluster.Bell.RingAt;
import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.NotServed;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.erasure.CertificateKey;
import dev.troupe.tenants.erasure.ErasureCertificate;
import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.KeyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that leaves with its data, and of which nothing stays. */
class ErasureIT {
  private static final By ADA = new By("ada", "contract 17 has ended");
  private static final TenantId ACME = TenantId.of("acme");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path directory;
  private EmbeddedPostgres server;
  private BellNode node;
  private Tenants tenants;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    server = EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
    DatabaseSettings database = server.settings();
    Schema.migrate(database);
    Path keys = directory.resolve("keys").resolve("keys.json");
    KeyFile.openOrCreate(keys);
    String settings =
        """
        troupe.entity.snapshot-every = 3
        troupe.encryption.file = "%s"
        troupe.tenants.erasure { certificate-key = "%s", create-key = on, poll-interval = 50ms }
        """
            .formatted(keys, directory.resolve("certificate.jwk"));
    node =
        new BellNode(
            database,
            settings,
            Encryption.open(
                database, ConfigFactory.parseString(settings).withFallback(ConfigFactory.load())));
    tenants = Tenants.on(node.system()).start();
    Audit.on(node.system()).start();
    Erasures.on(node.system()).start();
    for (String tenant : List.of("acme", "globex")) {
      change(TenantId.of(tenant), new Tenant.Create(Map.of(), ADA));
      for (int i = 0; i < 7; i++) {
        node.ask(tenant, "b-" + i % 2, new Ring("tone-of-%s-%d".formatted(tenant, i)));
      }
      node.ask(tenant, "b-0", new RingAt("later", Instant.parse("2200-01-01T00:00:00Z"), "late"));
    }
    Sql.execute(
        database.asOwner(),
        "CREATE TABLE note (tenant_id text, id int PRIMARY KEY, note text)",
        "INSERT INTO note SELECT 'acme', n, 'note-of-acme-' || n FROM generate_series(1, 2000) n",
        "INSERT INTO note SELECT 'globex', -n, 'note-of-globex-' || n FROM generate_series(1, 2000) n",
        "UPDATE note SET note = note || ' changed' WHERE id % 2 = 0",
        "CREATE TABLE forgotten (text text)");
    Schema.migrate(database);
  }

  @AfterEach
  void stop() {
    node.close();
    server.close();
  }

  private void change(TenantId tenant, Tenant.Change change) throws Exception {
    assertThat(BellNode.get(tenants.refFor(tenant).ask(change)))
        .isEqualTo(new Reply.Accepted<>(Done.DONE));
  }

  private String export(TenantId tenant) throws Exception {
    return BellNode.get(
            TenantExport.of(node.system(), tenant)
                .runFold(ByteString.emptyByteString(), ByteString::concat, node.system()))
        .utf8String();
  }

  @Test
  void isExportedWholeAndWithAManifest() throws Exception {
    String all = export(ACME);
    List<String> lines = all.lines().toList();
    // Eight events: what sets a reminder is one too.
    assertThat(lines).hasSizeBetween(8, 9).noneMatch(line -> line.contains("globex"));
    JsonNode first = JSON.readTree(lines.getFirst());
    assertThat(first.get("entity").asText()).isEqualTo("bell|acme:b-0");
    assertThat(first.get("number").asLong()).isOne();
    assertThat(first.get("event").asText()).isEqualTo("bell/rang#1");
    assertThat(first.get("data")).isEqualTo(JSON.readTree("{\"tone\":\"tone-of-acme-0\"}"));
    JsonNode manifest = JSON.readTree(lines.getLast());
    assertThat(manifest.get("manifest").asText()).isEqualTo(TenantExport.FORM);
    assertThat(manifest.get("events").asInt()).isEqualTo(lines.size() - 1);
    byte[] before =
        all.substring(0, all.length() - lines.getLast().length() - 1)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(manifest.get("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(before)));
    assertThat(export(TenantId.of("nobody")).lines()).hasSize(1);
  }

  @Test
  void nothingOfItStaysAndAllOfTheOther() throws Exception {
    String other = export(TenantId.of("globex"));
    change(ACME, new Tenant.BeginErasure(ADA));
    BellNode.await(
        "its end",
        () ->
            tenants
                .find(ACME)
                .map(entry -> entry.state().status() == TenantStatus.ERASED)
                .orElse(false));
    assertThatThrownBy(() -> node.ask("acme", "b-0", new Ring("again")))
        .cause()
        .isInstanceOfSatisfying(
            NotServed.class,
            refused -> assertThat(refused.reason()).isEqualTo(NotServed.Reason.TENANT_ERASED));
    for (String table : List.of("event_journal", "snapshot", "outbox", "reminder", "note")) {
      assertThat(node.column("SELECT tenant_id FROM " + table + " WHERE tenant_id = 'acme'"))
          .as(table)
          .isEmpty();
    }
    assertThat(export(TenantId.of("globex"))).isEqualTo(other);
  }

  @Test
  void aDurableQueueLeavesWithTheTenantAndNothingOfItStays() throws Exception {
    ActorSystem<?> system = node.system();
    ActorRef<DurableProducerQueue.Command<String>> queue =
        system.systemActorOf(
            Deliveries.queue("parcel", EntityKey.of(ACME, "main")), "queue", Props.empty());
    CompletionStage<DurableProducerQueue.StoreMessageSentAck> stored =
        AskPattern.ask(
            queue,
            replyTo ->
                new DurableProducerQueue.StoreMessageSent<>(
                    new DurableProducerQueue.MessageSent<>(1, "tea", false, "", 0), replyTo),
            Duration.ofSeconds(60),
            system.scheduler());
    assertThat(BellNode.get(stored).storedSeqNr()).isOne();
    String queued =
        "SELECT key_number FROM event_journal WHERE persistence_id LIKE 'parcel.queue|%'";
    assertThat(node.column(queued)).as("sealed by the tenant's first key").containsExactly("1");
    assertThat(export(ACME).lines())
        .anyMatch(line -> line.contains("parcel.queue|acme:main") && line.contains("\"payload\""));
    change(ACME, new Tenant.BeginErasure(ADA));
    BellNode.await(
        "its certificate",
        () -> BellNode.get(Erasures.on(node.system()).certificate(ACME)).isPresent());
    assertThat(node.column(queued)).isEmpty();
  }

  @Test
  void theCertificateSaysWhatWasDeletedAndWhatWasNot() throws Exception {
    change(ACME, new Tenant.BeginErasure(ADA));
    BellNode.await(
        "its certificate",
        () -> BellNode.get(Erasures.on(node.system()).certificate(ACME)).isPresent());
    String signed = BellNode.get(Erasures.on(node.system()).certificate(ACME)).orElseThrow();
    Path trusted = directory.resolve("public.jwk");
    Files.writeString(trusted, Erasures.on(node.system()).publicKey().orElseThrow());
    ErasureCertificate certificate = CertificateKey.verify(signed, trusted);
    assertThat(certificate.tenant()).isEqualTo("acme");
    assertThat(certificate.keys()).isOne();
    assertThat(certificate.tables())
        .allSatisfy(table -> assertThat(table.left()).isZero())
        .filteredOn(table -> table.table().equals("note"))
        .singleElement()
        .satisfies(note -> {
          assertThat(note.rows()).isEqualTo(2000);
          assertThat(note.isRewritten()).isTrue();
        });
    assertThat(certificate.beyond()).anyMatch(each -> each.contains("'forgotten'"));
    assertThat(certificate.kept()).extracting(each -> each.table()).contains("audit");
    assertThat(certificate.toJson()).doesNotContain("contract 17").doesNotContain("b-0");
    assertThatThrownBy(() ->
            Encryption.keysOf(node.system())
                .orElseThrow()
                .find("acme", 1)
                .toCompletableFuture()
                .join())
        .hasCauseInstanceOf(KeyFailure.Destroyed.class);
  }

  @Test
  void noFileOfTheDatabaseHoldsWhatItsViewSaid() throws Exception {
    change(ACME, new Tenant.BeginErasure(ADA));
    BellNode.await(
        "its certificate",
        () -> BellNode.get(Erasures.on(node.system()).certificate(ACME)).isPresent());
    node.close();
    // Its last checkpoint writes every page.
    server.stop(EmbeddedPostgres.StopMode.FAST);
    assertThat(pagesWith("note-of-acme")).isEmpty();
    assertThat(pagesWith("tone-of-acme")).isEmpty();
    assertThat(pagesWith("note-of-globex")).isNotEmpty();
  }

  /** Not in the write-ahead log, which has what was written until it ages out. */
  private List<Path> pagesWith(String marker) {
    return Markers.filesWith(directory.resolve("postgres"), marker).stream()
        .filter(file -> file.toString().contains("/base/"))
        .toList();
  }
}
