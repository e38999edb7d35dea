package dev.troupe.persistence.postgres.facts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of a database, as the role that nodes work as.
 *
 * @param server the server and how it is set
 * @param role who looked
 * @param tables what there is in our schema
 * @param work what waits
 */
public record DatabaseFacts(Server server, Role role, Tables tables, Work work) {

  /** Names of the settings that {@link Server#settings} has. */
  public static final List<String> SETTINGS =
      List.of(
          "autovacuum",
          "data_checksums",
          "fsync",
          "full_page_writes",
          "idle_in_transaction_session_timeout",
          "max_connections",
          "server_encoding",
          "server_version_num",
          "statement_timeout",
          "superuser_reserved_connections",
          "synchronous_commit",
          "synchronous_standby_names",
          "wal_level");

  /**
   * The server.
   *
   * @param settings by name, with units, as they are for a connection of a node
   * @param standbys servers that follow this one
   * @param isStandby whether this one follows another and takes no writes
   * @param clockAhead how far its clock is ahead of this machine's; negative if behind; no more
   *     than what is certain
   * @param health what only time brings
   */
  public record Server(
      Map<String, String> settings,
      int standbys,
      boolean isStandby,
      Duration clockAhead,
      Health health) {

    /** A setting, or empty where the server has none by this name. */
    public String setting(String name) {
      return settings.getOrDefault(name, "");
    }

    /** A setting that is a number, or 0. */
    public int number(String name) {
      return setting(name).matches("\\d{1,9}") ? Integer.parseInt(setting(name)) : 0;
    }
  }

  /**
   * What only time brings.
   *
   * @param collation the versions of the collation, of the database's indexes and of the system, as
   *     {@code 2.31, 2.36}, where they differ
   * @param transactionAge transactions since the oldest row that is not frozen
   */
  public record Health(Optional<String> collation, long transactionAge) {}

  /**
   * The role that nodes work as.
   *
   * @param name its name
   * @param isSuperuser whether no right is checked
   * @param bypassesPolicies whether row-level security is not for it
   * @param owns the tables of our schema that it may change the shape of
   */
  public record Role(
      String name, boolean isSuperuser, boolean bypassesPolicies, Set<String> owns) {}

  /**
   * Our schema.
   *
   * @param mismatch why this build can't work with the tables
   * @param indexes those that are valid
   * @param triggers those that are on, as {@code table.trigger}
   * @param policies of row-level security, as {@code table.policy}
   * @param forced tables whose row-level security is on for everybody
   */
  public record Tables(
      Optional<String> mismatch,
      Set<String> indexes,
      Set<String> triggers,
      Set<String> policies,
      Set<String> forced) {}

  /**
   * What waits. No number is counted beyond {@link #MOST}.
   *
   * @param longestTransaction how long the oldest transaction of a client runs
   * @param outbox messages that are to be delivered
   * @param parked messages that were refused too often
   * @param projections by name: events that the slowest slice has not read; -1 if it has stopped
   * @param plainText whether rows of tenants are sealed
   */
  public record Work(
      Duration longestTransaction,
      long outbox,
      long parked,
      Map<String, Long> projections,
      PlainText plainText) {
    /** The highest number that is counted to: there are so many or more. */
    public static final int MOST = 100_001;
  }

  /**
   * Whether rows of tenants are sealed, by the oldest and newest of them.
   *
   * @param looked rows that were looked at
   * @param plain those of them that are not sealed
   */
  public record PlainText(long looked, long plain) {}
}
