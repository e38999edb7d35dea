package dev.troupe.cluster.internal;

import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants a deliverer has still to look through, each from where it was left, in turns.
 *
 * <p>Whoever was looked at comes again only after all the others, so nobody is overlooked for long,
 * however many there are that can't go on. Confined to one thread.
 */
final class Rounds {
  /** Tenants that are found at a time, and looked through at a time. */
  static final int TENANTS = 64;

  /** Senders that are looked at, at a time, of all tenants together. */
  static final int STEPS = 2048;

  private final Place start;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<String, Open> underWay = new LinkedHashMap<>();

  /** After which tenant the search for tenants goes on; null if there is nothing to search for. */
  private @Nullable String searched;

  private boolean isSearchedAgain;

  /**
   * A tenant to look through.
   *
   * @param after where to go on
   * @param isAgain whether, after the end, it is to be looked through from the start
   */
  private record Open(Place after, boolean isAgain) {}

  /** Nothing is to be looked for, of the senders from this slice on. */
  Rounds(int firstSlice) {
    this.start = Place.before(firstSlice);
  }

  /** There may be something new anywhere. */
  void woken() {
    if (searched == null) {
      searched = "";
    } else {
      isSearchedAgain = true;
    }
  }

  /** The tenant after which to search for tenants, if that is to be done. */
  Optional<String> search() {
    return Optional.ofNullable(searched);
  }

  /** These tenants were found; fewer than {@link #TENANTS} are the last. */
  void found(List<String> tenants) {
    tenants.forEach(this::reopen);
    if (tenants.size() == TENANTS) {
      searched = tenants.getLast();
    } else {
      searched = isSearchedAgain ? "" : null;
      isSearchedAgain = false;
    }
  }

  /** There may be something new of this tenant. */
  void reopen(String tenant) {
    open.merge(
        tenant,
        new Open(start, false),
        (former, fresh) -> former.after().equals(start) ? former : new Open(former.after(), true));
  }

  /** Whether a tenant waits for a turn. */
  boolean isOpen(String tenant) {
    return open.containsKey(tenant) || underWay.containsKey(tenant);
  }

  /** The next turns, of tenants for which there is room; perhaps none. */
  List<Turn> turns(Slots slots) {
    List<String> next = new ArrayList<>();
    Iterator<String> tenants = open.keySet().iterator();
    while (tenants.hasNext() && next.size() < Math.min(TENANTS, slots.free())) {
      String tenant = tenants.next();
      if (slots.freeFor(tenant) > 0 && slots.freeBytesFor(tenant) > 0) {
        next.add(tenant);
      }
    }
    List<Turn> turns = new ArrayList<>();
    for (String tenant : next) {
      @Nullable Open each = open.remove(tenant);
      if (each != null) {
        underWay.put(tenant, each);
        turns.add(
            new Turn(
                tenant,
                each.after(),
                STEPS / next.size(),
                Math.min(slots.freeFor(tenant), slots.free() / next.size()),
                Math.min(slots.freeBytesFor(tenant), slots.freeBytes() / next.size() + 1)));
      }
    }
    return turns;
  }

  /** The turns were taken, and of these tenants not all senders were looked at. */
  void taken(Map<String, Place> cutOff) {
    underWay.forEach((tenant, former) -> {
      @Nullable Place place = cutOff.get(tenant);
      if (place != null) {
        boolean isAgain = former.isAgain() || open.containsKey(tenant);
        open.put(tenant, new Open(place, isAgain));
      } else if (former.isAgain()) {
        reopen(tenant);
      }
    });
    underWay.clear();
  }

  /** The turns could not be taken. */
  void failed() {
    underWay.forEach((tenant, former) -> {
      boolean isAgain = former.isAgain() || open.containsKey(tenant);
      open.put(tenant, new Open(former.after(), isAgain && !former.after().equals(start)));
    });
    underWay.clear();
  }
}
