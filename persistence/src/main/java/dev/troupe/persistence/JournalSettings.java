package dev.troupe.persistence;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.Map;

/**
 * How the journal writes, from {@code troupe.journal} of the configuration.
 *
 * @param isStock whether Pekko Persistence JDBC writes by itself, and nothing of ours
 * @param writers transactions at the same time
 * @param batchRows the most rows of one transaction, unless a single write has more
 * @param batchBytes the most bytes of one transaction, unless a single write has more
 * @param rowsPerTenant rows of one tenant that may wait to be written on one node
 * @param bytesPerTenant bytes of one tenant that may wait to be written on one node
 * @param weights how much more than 1 a tenant may write while others wait, by the tenant's name
 */
public record JournalSettings(
    boolean isStock,
    int writers,
    int batchRows,
    long batchBytes,
    long rowsPerTenant,
    long bytesPerTenant,
    Map<String, Integer> weights) {
  private static final String PATH = "troupe.journal";

  /** The name of the setting of {@link #rowsPerTenant}. */
  public static final String ROWS_PER_TENANT = PATH + ".queue.rows-per-tenant";

  /** The name of the setting of {@link #bytesPerTenant}. */
  public static final String BYTES_PER_TENANT = PATH + ".queue.bytes-per-tenant";

  /** Refuses a number that makes no sense, by the name of its setting. */
  public JournalSettings {
    weights = Map.copyOf(weights);
    requireAtLeastOne(PATH + ".writers", writers);
    requireAtLeastOne(PATH + ".batch.rows", batchRows);
    requireAtLeastOne(PATH + ".batch.bytes", batchBytes);
    requireAtLeastOne(ROWS_PER_TENANT, rowsPerTenant);
    requireAtLeastOne(BYTES_PER_TENANT, bytesPerTenant);
    weights.forEach((tenant, weight) -> requireAtLeastOne(PATH + ".weights." + tenant, weight));
  }

  /**
   * The settings of this configuration.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public static JournalSettings of(Config config) {
    Config journal = config.getConfig(PATH);
    Map<String, Integer> weights = new HashMap<>();
    Config weighted = journal.getConfig("weights");
    weighted
        .root()
        .keySet()
        .forEach(tenant -> weights.put(tenant, weighted.getInt(quoted(tenant))));
    return new JournalSettings(
        isStock(journal.getString("dao")),
        journal.getInt("writers"),
        journal.getInt("batch.rows"),
        journal.getBytes("batch.bytes"),
        journal.getLong("queue.rows-per-tenant"),
        journal.getBytes("queue.bytes-per-tenant"),
        weights);
  }

  private static String quoted(String key) {
    return '"' + key + '"';
  }

  private static boolean isStock(String dao) {
    return switch (dao) {
      case "postgres" -> false;
      case "stock" -> true;
      default ->
          throw new IllegalArgumentException(
              PATH + ".dao must be 'postgres' or 'stock', was '%s'".formatted(dao));
    };
  }

  private static void requireAtLeastOne(String setting, long actual) {
    if (actual < 1) {
      throw new IllegalArgumentException(
          "%s must be at least 1, was %d".formatted(setting, actual));
    }
  }

  /** How much of a round this tenant gets. */
  public int weightOf(String tenant) {
    return weights.getOrDefault(tenant, 1);
  }
}
