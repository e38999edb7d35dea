package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.cluster.internal.Eraser;
import dev.troupe.cluster.internal.ErasureJob;
import dev.troupe.cluster.internal.ErasureSettings;
import dev.troupe.cluster.internal.ErasureWork;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.postgres.BlockedTenants;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.TenantErasure;
import dev.troupe.persistence.postgres.TenantErasure.Deleted;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import dev.troupe.tenants.erasure.CertificateKey;
import dev.troupe.tenants.postgres.PostgresKeyTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;

/**
 * The erasure of tenants: whoever is {@link dev.troupe.tenants.TenantStatus#ERASING} is deleted,
 * step by step, on one node of the cluster; what a crash cuts off another node goes on with.
 *
 * <p>One per actor system, got with {@link #on}. The stages end with {@link Unavailable} if the
 * database could not. Thread-safe.
 */
public final class Erasures implements Extension {
  /** The setting of the file with the key that signs certificates. */
  public static final String CERTIFICATE_KEY = "troupe.tenants.erasure.certificate-key";

  private static final Id ID = new Id();
  private static final By PLATFORM = new By("troupe", "all of its data are deleted");

  private final ActorSystem<?> system;
  private final ErasureWork work;
  private final DatabaseCalls calls;

  private Erasures(ActorSystem<?> system) {
    Config config = system.settings().config();
    DatabaseSettings database = DatabaseSettings.of(config);
    ConnectionPool keys = ConnectionPool.of(database, FixedPool.ERASURE_KEYS);
    BlockedTenants blocked = BlockedTenants.open(database);
    TenantErasure erasure = TenantErasure.open(database);
    this.system = system;
    this.calls =
        new DatabaseCalls(
            "erasures",
            system
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("troupe-dispatchers.erasure")));
    this.work =
        new ErasureWork(
            "%s, schema %s".formatted(withoutOptions(database.url()), database.schema()),
            blocked,
            erasure,
            PostgresKeyTable.of(keys.source()),
            tenant -> Encryption.keysOf(system).ifPresent(known -> known.forget(tenant.value())),
            key(config),
            ErasureSettings.of(config));
    system
        .getWhenTerminated()
        .thenRun(() -> {
          blocked.close();
          erasure.close();
          keys.close();
        });
  }

  private static String withoutOptions(String url) {
    int options = url.indexOf('?');
    return options < 0 ? url : url.substring(0, options);
  }

  private static Optional<CertificateKey> key(Config config) {
    String file = config.getString(CERTIFICATE_KEY);
    if (file.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        config.getBoolean("troupe.tenants.erasure.create-key")
            ? CertificateKey.openOrCreate(Path.of(file))
            : CertificateKey.open(Path.of(file)));
  }

  /**
   * The erasures of the cluster that this actor system is a member of.
   *
   * @throws IllegalArgumentException if its settings, or the key that they name, can't be used
   */
  public static Erasures on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Lets this node erase; to be called on every node, after the tenants are followed. */
  public Erasures start() {
    Tenants tenants = Tenants.on(system);
    ShardedDaemonProcess.get(system)
        .init(
            Eraser.Message.class,
            "erasures",
            1,
            number ->
                Eraser.create(
                    new ErasureJob(work),
                    new Eraser.Surroundings(
                        tenants::erasing, this::finish, calls, work.settings().pollInterval())));
    return this;
  }

  /** In the tenant's own record once it is in the audit, twice at the worst. */
  private CompletionStage<?> finish(TenantId tenant, String certificate) {
    AuditEntry entry =
        new AuditEntry(
            Instant.now(),
            PLATFORM.who(),
            tenant.value(),
            "erase",
            "tenant:erase",
            Outcome.DONE,
            "all is deleted; the certificate's SHA-256 is " + hash(certificate));
    return Audit.on(system)
        .done(entry)
        .thenCompose(kept ->
            Tenants.on(system)
                .refFor(tenant)
                .ask(
                    new Tenant.FinishErasure(hash(certificate), PLATFORM),
                    CommandId.of("finish-erasure")));
  }

  /** Why no erasure is begun: one that can't be certified could not end. */
  public Optional<Reply.Rejected<Done>> refusal() {
    return work.signer().isPresent()
        ? Optional.empty()
        : Optional.of(
            new Reply.Rejected<>(
                "no-certificate-key",
                "no erasure is begun that could not be certified; set %s (TROUPE_CERTIFICATE_KEY) to a file that 'tenant signing-key' makes"
                    .formatted(CERTIFICATE_KEY)));
  }

  /** The half of the key that checks certificates, as a JSON Web Key. */
  public Optional<String> publicKey() {
    return work.signer().map(CertificateKey::publicKey);
  }

  /** The SHA-256 of a certificate, in hexadecimal digits. */
  public static String hash(String certificate) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(certificate.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether nothing more of a tenant is stored, and what is there may be deleted at any time. */
  public CompletionStage<Boolean> isBegun(TenantId tenant) {
    return calls.run(() -> work.blocked().since(tenant).isPresent());
  }

  /** The signed certificate of a tenant, once it is there. */
  public CompletionStage<Optional<String>> certificate(TenantId tenant) {
    return calls.run(() -> work.erasure().certificate(tenant));
  }

  /** What was deleted of a tenant so far, by table. */
  public CompletionStage<List<Deleted>> deleted(TenantId tenant) {
    return calls.run(() -> work.erasure().deleted(tenant));
  }

  private static final class Id extends ExtensionId<Erasures> {
    @Override
    public Erasures createExtension(ActorSystem<?> system) {
      return new Erasures(system);
    }
  }
}
