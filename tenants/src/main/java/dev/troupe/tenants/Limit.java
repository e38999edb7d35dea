package dev.troupe.tenants;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a tenant may use. Each has a default, which a tenant's own {@link TenantLimits} replaces.
 */
public enum Limit {
  /** Commands that are let in per second, over the whole cluster; in bursts of twice as many. */
  COMMANDS_PER_SECOND(1, 10_000_000),
  /** Commands on their way on one node, from the call to the answer. */
  COMMANDS_IN_FLIGHT(1, 1_000_000),
  /** Bytes of one request's body. */
  REQUEST_BYTES(64, 1 << 20),
  /** Bytes of one event, with what is stored beside it. */
  EVENT_BYTES(64, 1 << 20),
  /** Entities in memory on one node; beyond them the tenant's own coldest stop. */
  ACTIVE_ENTITIES(1, 10_000_000),
  /** Events that are kept, counted every few seconds. */
  STORED_EVENTS(0, Long.MAX_VALUE),
  /** Bytes of the events that are kept, counted every few seconds. */
  STORED_BYTES(0, Long.MAX_VALUE),
  /** Reminders that are set. */
  REMINDERS(0, 100_000_000),
  /** Streams that are open on one node. */
  STREAMS(0, 1_000_000);

  /** Where the defaults are in the configuration, each under its {@link #key}. */
  public static final String SETTINGS = "troupe.tenants.limits";

  private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final long least;
  private final long most;

  Limit(long least, long most) {
    this.least = least;
    this.most = most;
  }

  /** Its name in kebab-case, in settings, commands and answers. */
  public String key() {
    return key;
  }

  /** The smallest value. */
  public long least() {
    return least;
  }

  /** The largest value, which for a rate means none. */
  public long most() {
    return most;
  }

  /** The setting of its default. */
  public String setting() {
    return SETTINGS + "." + key;
  }

  /** The limit of this {@link #key}, if there is one. */
  public static Optional<Limit> parse(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /** The keys of all. */
  public static String keys() {
    return Arrays.stream(values()).map(Limit::key).collect(Collectors.joining(", "));
  }

  /**
   * This value, if the limit can have it.
   *
   * @throws IllegalArgumentException if it can't
   */
  public long require(long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "limit '%s' must be %d to %d, was '%d'".formatted(key(), least, most, value));
    }
    return value;
  }
}
