package dev.troupe.bench.tenants;

import dev.troupe.tenants.Limit;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Limits of a tenant's own: every one is looked at, and none is ever reached. */
final class OwnLimits {
  /** All there are, by their keys. */
  static final Map<String, Long> ALL =
      Arrays.stream(Limit.values()).collect(Collectors.toMap(Limit::key, OwnLimits::of));

  private OwnLimits() {}

  private static long of(Limit limit) {
    return switch (limit) {
      case COMMANDS_PER_SECOND -> 1_000_000;
      case COMMANDS_IN_FLIGHT -> 5_000;
      case REQUEST_BYTES, EVENT_BYTES -> 64 * 1024;
      case ACTIVE_ENTITIES -> 5_000;
      case STORED_EVENTS -> 1_000_000_000;
      case STORED_BYTES -> 1_000_000_000_000L;
      case REMINDERS -> 10_000;
      case STREAMS -> 50;
    };
  }
}
