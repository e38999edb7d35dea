package dev.troupe.metrics.internal;

import dev.troupe.model.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What tenants do, counted for few of them by name and for all others together, however many there
 * are.
 *
 * <p>Who counts adds to a cell that is there already: no lock, and nothing is made but for a
 * tenant's first. From time to time the cells are looked through: those who did the most lately are
 * named from then on, and what they do while they are named is theirs; all else is {@link
 * #OTHER}'s. So no number ever becomes less, and what is added to all of them is what was done.
 * {@link #rank} is for one thread; all else is thread-safe.
 */
public final class TopTenants {
  /** The name under which the others are counted; no tenant has it, for it is no DNS label. */
  public static final String OTHER = "_other";

  private final int named;
  private final int tracked;
  private final int kinds;
  private final ConcurrentMap<TenantId, Cell> cells = new ConcurrentHashMap<>();
  private final Cell rest;
  private final long[] others;
  private Map<TenantId, Cell> leaving = Map.of();
  private volatile Map<String, long[]> shown;

  private static final class Cell {
    private final LongAdder[] counts;
    private final long[] seen;
    private final long[] own;
    private double score;

    private Cell(int kinds) {
      counts = new LongAdder[kinds];
      for (int kind = 0; kind < kinds; kind++) {
        counts[kind] = new LongAdder();
      }
      seen = new long[kinds];
      own = new long[kinds];
    }

    /** What was counted since the last look. */
    private long[] fresh() {
      long[] fresh = new long[counts.length];
      for (int kind = 0; kind < fresh.length; kind++) {
        long now = counts[kind].sum();
        fresh[kind] = now - seen[kind];
        seen[kind] = now;
      }
      return fresh;
    }
  }

  /**
   * Nobody has done anything.
   *
   * @param named how many tenants are named
   * @param tracked how many are told apart between two looks; what more of them do is the others'
   * @param kinds how many kinds of things are counted; all of them rank
   */
  public TopTenants(int named, int tracked, int kinds) {
    this.named = named;
    this.tracked = tracked;
    this.kinds = kinds;
    this.rest = new Cell(kinds);
    this.others = new long[kinds];
    this.shown = Map.of(OTHER, new long[kinds]);
  }

  /** The tenant did a thing of this kind. */
  public void count(TenantId tenant, int kind) {
    Cell cell = cells.get(tenant);
    if (cell == null) {
      cell = cells.size() < tracked ? cells.computeIfAbsent(tenant, same -> new Cell(kinds)) : rest;
    }
    cell.counts[kind].increment();
  }

  /** Looks who did the most lately, and names them. Halves what counts of the time before. */
  public void rank() {
    leaving.values().forEach(cell -> add(others, cell.fresh()));
    add(others, rest.fresh());
    Set<String> before = shown.keySet();
    List<Map.Entry<TenantId, Cell>> all = new ArrayList<>(cells.entrySet());
    for (Map.Entry<TenantId, Cell> each : all) {
      long[] fresh = each.getValue().fresh();
      add(before.contains(each.getKey().value()) ? each.getValue().own : others, fresh);
      each.getValue().score = each.getValue().score / 2 + sum(fresh);
    }
    all.sort(
        Comparator.comparingDouble((Map.Entry<TenantId, Cell> each) -> -each.getValue().score)
            .thenComparing(each -> each.getKey().value()));
    Map<String, long[]> next = new HashMap<>();
    next.put(OTHER, others.clone());
    for (Map.Entry<TenantId, Cell> each : all.subList(0, Math.min(named, all.size()))) {
      next.put(each.getKey().value(), each.getValue().own.clone());
    }
    shown = next;
    forget(all);
  }

  /** Those who did nothing for a while; and the last tenth, if it is full, so that others come. */
  private void forget(List<Map.Entry<TenantId, Cell>> ranked) {
    Map<TenantId, Cell> gone = new HashMap<>();
    int room = cells.size() < tracked ? tracked : tracked - tracked / 10;
    for (int i = 0; i < ranked.size(); i++) {
      Map.Entry<TenantId, Cell> each = ranked.get(i);
      boolean isIdle = each.getValue().score < 0.01;
      boolean isKept = shown.containsKey(each.getKey().value()) || (i < room && !isIdle);
      if (!isKept && cells.remove(each.getKey(), each.getValue())) {
        gone.put(each.getKey(), each.getValue());
      }
    }
    // Who has a cell in hand may still add to it; that is seen the next time.
    leaving = gone;
  }

  private static void add(long[] to, long[] more) {
    for (int kind = 0; kind < to.length; kind++) {
      to[kind] += more[kind];
    }
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long each : counts) {
      sum += each;
    }
    return sum;
  }

  /** Those who are named and the others, by name, as of the last look: how many of each kind. */
  public Map<String, long[]> shown() {
    return shown;
  }

  /** How many tenants are told apart now. */
  public int tracked() {
    return cells.size();
  }
}
