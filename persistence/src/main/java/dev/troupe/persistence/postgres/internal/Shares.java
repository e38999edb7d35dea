package dev.troupe.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much of what there is room for each tenant gets. */
public final class Shares {
  private Shares() {}

  /**
   * The share of each of these tenants: equal, at least 1, and no more than it has room for. Where
   * there are more tenants than room, chance picks those that come first, so that none always waits
   * for the others.
   *
   * @param tenants who wants some
   * @param room how many there may be in all
   * @param perTenant how many each may have
   * @param inFlight how many each has already
   */
  public static Map<String, Integer> of(
      List<String> tenants, int room, int perTenant, Map<String, Integer> inFlight) {
    List<String> waiting = new ArrayList<>(tenants);
    waiting.removeIf(tenant -> inFlight.getOrDefault(tenant, 0) >= perTenant);
    Collections.shuffle(waiting);
    Map<String, Integer> shares = new LinkedHashMap<>();
    int left = room;
    for (int i = 0; i < waiting.size() && left > 0; i++) {
      String tenant = waiting.get(i);
      int equal = Math.max(1, left / (waiting.size() - i));
      int share = Math.min(equal, perTenant - inFlight.getOrDefault(tenant, 0));
      shares.put(tenant, share);
      left -= share;
    }
    return shares;
  }
}
