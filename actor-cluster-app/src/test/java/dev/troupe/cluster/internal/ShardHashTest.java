package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys go, with a key of the cluster and without. */
class ShardHashTest {
  private static final int SHARDS = 128;
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";
  private static final String OTHER = "ffeeddccbbaa99887766554433221100";

  @TempDir private Path directory;

  /** Ids that a tenant may take so that all its entities are on shard 7, if there is no key. */
  private static List<String> crafted(int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "evil:c-" + i)
        .filter(key -> ShardHash.unkeyed(SHARDS).shardOf(key).equals("7"))
        .limit(count)
        .toList();
  }

  /** Pearson's statistic of how even they are; its mean is 127, its deviation 16. */
  private static double chiSquare(ShardHash hash, List<String> keys) {
    long[] counts = new long[SHARDS];
    keys.forEach(key -> counts[Integer.parseInt(hash.shardOf(key))]++);
    double expected = (double) keys.size() / SHARDS;
    double sum = 0;
    for (long count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, OTHER, "5f4dcc3b5aa765d61d8327deb882cf99"})
  void idsThatAreCraftedOntoOneShardSpreadOnceThereIsAKey(String key) {
    List<String> keys = crafted(5_000);

    assertThat(chiSquare(ShardHash.unkeyed(SHARDS), keys)).isGreaterThan(100_000);
    assertThat(chiSquare(ShardHash.keyed(HexFormat.of().parseHex(key), SHARDS), keys))
        .isBetween(60.0, 220.0);
  }

  @Test
  void withoutAKeyItIsPekkosOwnHash() {
    HashCodeMessageExtractor<String> pekkos = new HashCodeMessageExtractor<>(SHARDS);
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> "acme:a-" + i))
        .allSatisfy(key ->
            assertThat(ShardHash.unkeyed(SHARDS).shardOf(key)).isEqualTo(pekkos.shardId(key)));
  }

  private Config node(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return configured(file);
  }

  private static Config configured(Path file) {
    return ConfigFactory.parseMap(
        Map.of(
            ShardHash.KEY_FILE,
            file.toString(),
            "pekko.cluster.sharding.number-of-shards",
            SHARDS,
            Tiers.SETTING,
            Map.of()));
  }

  private static Config started(Config config) {
    return ConfigFactory.parseMap(Map.of(ShardHash.FINGERPRINT, ShardHash.fingerprint(config)))
        .withFallback(config);
  }

  @Test
  void nodesWithTheSameFileAgreeAndOthersAreToldApart() throws Exception {
    Config one = started(node("one", KEY + "\n"));
    Config two = started(node("two", KEY.toUpperCase(java.util.Locale.ROOT)));
    Config other = started(node("other", OTHER));
    List<String> keys = crafted(200);

    assertThat(keys.stream().map(ShardHash.of(one)::shardOf))
        .containsExactlyElementsOf(keys.stream().map(ShardHash.of(two)::shardOf).toList());
    assertThat(ShardHash.told(one)).isEqualTo(ShardHash.told(two)).hasSize(16);
    assertThat(ShardHash.told(other)).isNotEqualTo(ShardHash.told(one));
    assertThat(keys.stream().map(ShardHash.of(one)::shardOf).toList())
        .isNotEqualTo(keys.stream().map(ShardHash.of(other)::shardOf).toList());
  }

  @Test
  void aNodeThatNobodyCanCompareDoesNotStart() throws Exception {
    Config config = node("key", KEY);
    assertThatThrownBy(() -> ShardHash.of(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 'unkeyed'")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void aFileThatIsForOthersOrHoldsNoKeyIsRefused() throws Exception {
    Config shortKey = node("short", KEY.substring(1));
    Path open = directory.resolve("open");
    Files.writeString(open, KEY);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> ShardHash.fingerprint(shortKey))
        .hasMessageContaining("32 hexadecimal digits")
        .hasMessageNotContaining(KEY.substring(1));
    assertThatThrownBy(() -> ShardHash.fingerprint(configured(open)))
        .hasMessageContaining("is for others too, 'rw-r--r--'");
    assertThatThrownBy(() -> ShardHash.fingerprint(configured(directory.resolve("none"))))
        .hasMessageContaining("is not there");
  }
}
