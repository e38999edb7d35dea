package dev.troupe.docs.guide;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Points of this node at which a parcel stops until they are opened, or until the node dies. */
final class Gates {
  private static final Set<String> SHUT = ConcurrentHashMap.newKeySet();
  private static final Map<String, CompletableFuture<String>> STOPPED = new ConcurrentHashMap<>();

  private Gates() {}

  /** Shuts one for a parcel, such as {@code before:tea}. */
  static void shut(String point) {
    SHUT.add(point);
  }

  /** Opens all. */
  static void open() {
    SHUT.clear();
    STOPPED.values().forEach(gate -> gate.complete("open"));
  }

  /** The parcels that have stopped. */
  static Set<String> stopped() {
    return new TreeSet<>(STOPPED.keySet());
  }

  /** Done once the parcel may go on. */
  static CompletionStage<String> at(String point, Parcel parcel) {
    return SHUT.contains(point + ":" + parcel.what())
        ? STOPPED.computeIfAbsent(parcel.what(), what -> new CompletableFuture<>())
        : CompletableFuture.completedFuture("open");
  }
}
