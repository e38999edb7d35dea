package dev.troupe.bench.node;

import dev.troupe.cluster.Tenants;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A way to run the journal, which gets a node and a schema of its own.
 *
 * @param name as it is shown
 * @param schema the schema of its tables
 * @param poolSize the connections of its pool
 * @param urlParameter of the database's URL, or empty
 * @param settings what differs from a node as it is shipped
 * @param isProjected whether the sample's projection follows the events
 */
public record Variant(
    String name,
    String schema,
    int poolSize,
    String urlParameter,
    Map<String, Object> settings,
    boolean isProjected) {

  /** Which journal there is: ours, or stock. */
  static final String DAO = "troupe.journal.dao";

  private static final String ENCRYPTION = "troupe.encryption.enabled";

  /**
   * Sealed as on any node; the keys are in the database, which costs nothing while they are used.
   */
  private static final Map<String, Object> SEALED =
      Map.of(
          "troupe.encryption.provider",
          "postgres",
          "troupe.encryption.postgres.schema",
          "bench_keys");

  /** As a node is shipped. */
  public static final Variant OURS =
      new Variant("ours", "ours", DatabaseSettings.DEFAULT_POOL_SIZE, "", SEALED, false);

  /** The same, with nothing sealed. */
  public static final Variant IN_PLAIN_TEXT =
      new Variant(
          "ours in plain text",
          "plain_text",
          DatabaseSettings.DEFAULT_POOL_SIZE,
          "",
          Map.of(ENCRYPTION, "off"),
          false);

  /** The same while a projection follows live. */
  public static final Variant PROJECTED =
      new Variant(
          "ours, with a projection following",
          "projected",
          DatabaseSettings.DEFAULT_POOL_SIZE,
          "",
          SEALED,
          true);

  /** Pekko Persistence JDBC with the values of its own reference.conf. */
  public static final Variant STOCK_AS_SHIPPED =
      new Variant(
          "stock as shipped",
          "stock_as_shipped",
          20,
          "",
          Map.of(
              DAO,
              "stock",
              ENCRYPTION,
              "off",
              "jdbc-journal.write-response-global-order",
              "on",
              "jdbc-journal.batchSize",
              400,
              "jdbc-journal.bufferSize",
              1_000,
              "jdbc-journal.parallelism",
              8,
              "pekko-persistence-jdbc.shared-databases.slick.db.queueSize",
              10_000),
          false);

  /** The same with the settings that are best for many commands in flight. */
  public static final Variant STOCK_AT_ITS_BEST =
      new Variant(
          "stock at its best",
          "stock_at_its_best",
          DatabaseSettings.DEFAULT_POOL_SIZE,
          "reWriteBatchedInserts=true",
          Map.of(
              DAO,
              "stock",
              ENCRYPTION,
              "off",
              "jdbc-journal.batchSize",
              1_000,
              "jdbc-journal.bufferSize",
              20_000,
              "jdbc-journal.parallelism",
              1),
          false);

  /** Ours, with nothing sealed and any name a tenant: nothing of what keeps tenants apart is on. */
  public static final Variant OPEN =
      new Variant(
          "all off",
          "all_off",
          DatabaseSettings.DEFAULT_POOL_SIZE,
          "",
          Map.of(ENCRYPTION, "off"),
          false);

  /** Ours, sealed with keys that this file wraps, for tenants that are created, and no others. */
  public static Variant guarded(Path keyFile) {
    return new Variant(
        "all on",
        "all_on",
        DatabaseSettings.DEFAULT_POOL_SIZE,
        "",
        Map.of(
            "troupe.encryption.provider",
            "file",
            "troupe.encryption.file",
            keyFile.toString(),
            "troupe.encryption.create-file",
            "on",
            Tenants.ONLY_KNOWN,
            true),
        false);
  }

  /** The journals that are compared, the one that a node uses first. */
  public static final List<Variant> ALL =
      List.of(OURS, IN_PLAIN_TEXT, STOCK_AS_SHIPPED, STOCK_AT_ITS_BEST);

  /** The database as this variant opens it. */
  public DatabaseSettings on(DatabaseSettings database) {
    String url = database.url();
    String joint = url.contains("?") ? "&" : "?";
    return new DatabaseSettings(
        urlParameter.isEmpty() ? url : url + joint + urlParameter,
        database.user(),
        database.password(),
        schema,
        poolSize,
        database.readerRole(),
        database.owner());
  }
}
