package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import dev.troupe.tenants.files.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a key is on: the same at all nodes, by a hash that is either Pekko's, which anybody
 * can compute, or one with a secret key of the cluster. Thread-safe.
 */
public final class ShardHash {
  /** The setting that names the file with the key. */
  public static final String KEY_FILE = "troupe.sharding.key-file";

  /** By which nodes compare their keys without telling them; set by a node's start. */
  public static final String FINGERPRINT = "troupe.sharding.fingerprint";

  /** The fingerprint of nodes without a key. */
  public static final String UNKEYED = "unkeyed";

  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{32}");
  private static final int FINGERPRINT_BYTES = 8;

  private final UnaryOperator<String> shard;

  private ShardHash(UnaryOperator<String> shard) {
    this.shard = shard;
  }

  /** The hash of Pekko's own extractors, of so many shards. */
  public static ShardHash unkeyed(int shards) {
    return new ShardHash(key -> String.valueOf(Math.abs(key.hashCode() % shards)));
  }

  /**
   * SipHash-2-4 with this key, of so many shards.
   *
   * @param key 16 bytes
   */
  public static ShardHash keyed(byte[] key, int shards) {
    SipHash hash = SipHash.of(key);
    return new ShardHash(text ->
        String.valueOf(
            Long.remainderUnsigned(hash.hash(text.getBytes(StandardCharsets.UTF_8)), shards)));
  }

  /**
   * The hash that a node of this configuration has.
   *
   * @throws IllegalArgumentException if the file with the key can't be used, or is not the one that
   *     the node's start took the fingerprint of
   */
  public static ShardHash of(Config config) {
    String fingerprint = fingerprint(config);
    if (!fingerprint.equals(told(config))) {
      throw new IllegalArgumentException(
          "%s and %s have the fingerprint '%s', expected '%s', which others compare with theirs; start the node by Troupe.run"
              .formatted(KEY_FILE, Tiers.SETTING, fingerprint, told(config)));
    }
    int shards = config.getInt("pekko.cluster.sharding.number-of-shards");
    return key(config).map(key -> keyed(key, shards)).orElseGet(() -> unkeyed(shards));
  }

  /**
   * The fingerprint of what this configuration says of shards: of the key that it names, which is
   * read, or {@link #UNKEYED}; and of the tiers, if there are any.
   *
   * @throws IllegalArgumentException if the file with the key can't be used
   */
  public static String fingerprint(Config config) {
    String key = key(config).map(bytes -> digest("troupe shard key", bytes)).orElse(UNKEYED);
    String tiers = Tiers.of(config).text();
    return tiers.isEmpty()
        ? key
        : key + "+" + digest("troupe tiers", tiers.getBytes(StandardCharsets.UTF_8));
  }

  /** The fingerprint that a node told; one that tells none has no key. */
  static String told(Config config) {
    return config.hasPath(FINGERPRINT) ? config.getString(FINGERPRINT) : UNKEYED;
  }

  /** The same, where some tenants have shards of their own. */
  public ShardHash byTier(Tiers tiers) {
    return new ShardHash(key -> tiers.shardOf(key, shardOf(key)));
  }

  /** What the shard of this key is called: its number from 0 on, perhaps after its tier. */
  public String shardOf(String key) {
    return shard.apply(key);
  }

  private static Optional<byte[]> key(Config config) {
    String file = config.getString(KEY_FILE);
    return file.isBlank() ? Optional.empty() : Optional.of(read(Path.of(file)));
  }

  private static byte[] read(Path file) {
    try {
      PrivateFile.permissionsOfOthers(file)
          .ifPresent(permissions -> {
            throw unusable(file, "is for others too, '" + permissions + "'; chmod 600", null);
          });
      String text = Files.readString(file).strip();
      if (!KEY.matcher(text).matches()) {
        throw unusable(file, "must hold 32 hexadecimal digits, as 'openssl rand -hex 16'", null);
      }
      return HexFormat.of().parseHex(text);
    } catch (NoSuchFileException e) {
      throw unusable(file, "is not there; bring back the one that all nodes have", e);
    } catch (IOException e) {
      throw unusable(file, "can't be read: " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException unusable(
      Path file, String why, @Nullable IOException cause) {
    return new IllegalArgumentException("%s '%s' %s".formatted(KEY_FILE, file, why), cause);
  }

  /** A key of 128 random bits can't be found by trying which one has this. */
  private static String digest(String purpose, byte[] what) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(what), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
