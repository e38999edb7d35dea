package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.TenantCipher;
import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.PayloadCipher;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.tenants.keys.KeyCacheSettings;
import dev.troupe.tenants.keys.KeyEncryption;
import dev.troupe.tenants.keys.KeyFile;
import dev.troupe.tenants.keys.TenantKeys;
import dev.troupe.tenants.postgres.PostgresKeyEncryption;
import dev.troupe.tenants.postgres.PostgresKeyTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * How a node seals what it stores, by {@code troupe.encryption} of its configuration. Opened before
 * the actor system, which is given {@link #setup}, and closed after it. Thread-safe.
 */
public final class Encryption implements AutoCloseable {
  private static final String PATH = "troupe.encryption";

  private static final String TENANTS = "tenants";

  /** The folder of the migrations of the tenants' tables. */
  private static final String MIGRATIONS = "dev/troupe/tenants/postgres/migrations";

  private final Optional<TenantCipher> cipher;
  private final List<ConnectionPool> pools;

  private Encryption(Optional<TenantCipher> cipher, List<ConnectionPool> pools) {
    this.cipher = cipher;
    this.pools = List.copyOf(pools);
  }

  /**
   * Opens what the configuration says, and brings the table of keys to its version.
   *
   * @throws RuntimeException saying in one sentence why it can't be
   */
  public static Encryption open(DatabaseSettings database, Config config) {
    Schema.migrate(database, TENANTS, MIGRATIONS);
    return open(database, config, true);
  }

  /**
   * The same for who only looks: makes no key and no table, and brings nothing to a version.
   *
   * @throws RuntimeException saying in one sentence why it can't be, also because the tables are of
   *     another version
   */
  public static Encryption openExisting(DatabaseSettings database, Config config) {
    Schema.verify(database, TENANTS, MIGRATIONS);
    return open(database, config, false);
  }

  private static Encryption open(DatabaseSettings database, Config config, boolean mayMake) {
    Config encryption = config.getConfig(PATH);
    if (!encryption.getBoolean("enabled")) {
      return new Encryption(Optional.empty(), List.of());
    }
    if (JournalSettings.of(config).isStock()) {
      throw new IllegalArgumentException(
          "encryption: the journal 'stock' stores plain text; set troupe.journal.dao = postgres, or %s.enabled = off"
              .formatted(PATH));
    }
    int poolSize = encryption.getInt("pool-size");
    List<ConnectionPool> pools = new ArrayList<>();
    pools.add(ConnectionPool.of(database, "troupe-keys", poolSize));
    try {
      KeyEncryption provider = provider(encryption, database, pools, mayMake);
      TenantKeys keys =
          TenantKeys.open(
              PostgresKeyTable.of(pools.getFirst().source()),
              provider,
              new KeyCacheSettings(
                  encryption.getInt("cache.entries"),
                  encryption.getDuration("cache.age"),
                  encryption.getDuration("cache.retry")));
      return new Encryption(
          Optional.of(new TenantCipher(keys, encryption.getBoolean("accept-plain-text"))), pools);
    } catch (RuntimeException e) {
      pools.forEach(ConnectionPool::close);
      throw e;
    }
  }

  private static KeyEncryption provider(
      Config encryption, DatabaseSettings database, List<ConnectionPool> pools, boolean mayMake) {
    String name = encryption.getString("provider");
    return switch (name) {
      case "file" ->
          mayMake && encryption.getBoolean("create-file")
              ? KeyFile.openOrCreate(file(encryption))
              : KeyFile.open(file(encryption));
      case "postgres" -> {
        Config postgres = encryption.getConfig("postgres");
        ConnectionPool pool = pools.getFirst();
        String schema = postgres.getString("schema");
        if (postgres.getString("user").isBlank()) {
          if (mayMake) {
            prepare(database, schema);
          }
        } else {
          pool =
              ConnectionPool.of(
                  new DatabaseSettings(
                      database.url(),
                      postgres.getString("user"),
                      postgres.getString("password"),
                      database.schema(),
                      database.poolSize()),
                  "troupe-key-encryption",
                  1);
          pools.add(pool);
        }
        yield mayMake
            ? PostgresKeyEncryption.open(pool.source(), schema)
            : PostgresKeyEncryption.openExisting(pool.source(), schema);
      }
      default ->
          throw new IllegalArgumentException(
              "%s.provider must be 'file' or 'postgres', was '%s'".formatted(PATH, name));
    };
  }

  /** The role as which nodes work makes no schema, where another owns the tables. */
  private static void prepare(DatabaseSettings database, String schema) {
    if (database.owner().isPresent()) {
      try (ConnectionPool owner =
          ConnectionPool.of(database.asOwner(), "troupe-key-encryption-owner", 1)) {
        PostgresKeyEncryption.prepare(owner.source(), schema, database.user());
      }
    }
  }

  private static Path file(Config encryption) {
    String file = encryption.getString("file");
    if (file.isBlank()) {
      throw new IllegalArgumentException(
          "encryption: no key file is named; set TROUPE_KEY_FILE (%s.file) to one that 'keys create FILE' makes, or choose another %s.provider, or set %s.enabled = off"
              .formatted(PATH, PATH, PATH));
    }
    return Path.of(file);
  }

  /** What lets an actor system seal and open. */
  public Setup setup() {
    return PayloadCiphers.setup(cipherOrNone());
  }

  /** The same for who has no actor system. */
  public PayloadCiphers ciphers() {
    return PayloadCiphers.of(cipherOrNone());
  }

  private PayloadCipher cipherOrNone() {
    return cipher.<PayloadCipher>map(found -> found).orElse(PayloadCipher.NONE);
  }

  /** The keys of the tenants; empty where encryption is off. */
  public Optional<TenantKeys> keys() {
    return cipher.map(TenantCipher::keys);
  }

  /** The keys that this actor system seals and opens with; empty where encryption is off. */
  public static Optional<TenantKeys> keysOf(ActorSystem<?> system) {
    return PayloadCiphers.on(system).cipher() instanceof TenantCipher ours
        ? Optional.of(ours.keys())
        : Optional.empty();
  }

  @Override
  public void close() {
    keys().ifPresent(TenantKeys::close);
    pools.forEach(ConnectionPool::close);
  }
}
