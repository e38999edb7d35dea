package dev.troupe.tenants;

import dev.troupe.model.EntityKey;
import dev.troupe.model.NotServed;
import dev.troupe.model.NotServed.Reason;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.auth.Grant;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Which tenants there are, as this node knows it: whether each is served, and its limits.
 *
 * <p>It is told the events of the tenants, in the order of each tenant, and from time to time that
 * it was told all there were. A node that was not told so for too long can't know, and refuses with
 * {@link Unavailable} instead of serving one who may be suspended. Thread-safe; never blocks.
 */
public final class TenantDirectory {
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<TenantId, Entry> entries = new ConcurrentHashMap<>();
  private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();
  private volatile long heardAt;
  private volatile boolean isFilled;

  /**
   * A tenant as this node knows it.
   *
   * @param state what it has come to
   * @param version the number of its last entry in the journal
   * @param grants what others may do with its data, by who, ended ones perhaps among them
   */
  public record Entry(Tenant.State state, long version, Map<TenantId, List<Grant>> grants) {
    private Entry next(Tenant.State after, long number, TenantId tenant) {
      return new Entry(
          after,
          number,
          after.grants().equals(state.grants()) ? grants : after.grants().into(tenant));
    }

    private boolean isServed() {
      return state.isCreated() && state.status() == TenantStatus.ACTIVE;
    }
  }

  /**
   * A directory that knows nothing yet.
   *
   * @param patience how long it is believed after it was told all there was
   * @param nanoTime a monotonic clock
   */
  public TenantDirectory(Duration patience, LongSupplier nanoTime) {
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * An entry of a tenant in the journal.
   *
   * @param version its number, from 1; one that is known already has no effect
   * @param event what happened, if anything did
   * @throws IllegalStateException if the entry before it was not told
   */
  public void changed(TenantId tenant, long version, Optional<Tenant.Event> event) {
    Tenant entity = new Tenant(EntityKey.of(TenantId.SYSTEM, tenant.value()));
    Entry former = entries.get(tenant);
    Entry now =
        entries.compute(
            tenant,
            (same, known) -> {
              Entry before = known == null ? new Entry(entity.initialState(), 0, Map.of()) : known;
              if (version <= before.version()) {
                return known;
              }
              if (version > before.version() + 1) {
                throw new IllegalStateException(
                    "tenant '%s': entry '%d' was told after '%d'"
                        .formatted(tenant, version, before.version()));
              }
              Tenant.State after =
                  event.map(each -> entity.evolve(before.state(), each)).orElse(before.state());
              return before.next(after, version, tenant);
            });
    if (now != null && (former == null || now.version() > former.version())) {
      listeners.forEach(each -> each.accept(tenant));
    }
  }

  /**
   * Has this hear which tenant has changed, after it has; it must not block. One that was told of
   * before it listened is not told again.
   */
  public void listen(Consumer<TenantId> listener) {
    listeners.add(listener);
  }

  /** All there was was told, as of a moment by the same clock. */
  public void isTold(long nanos) {
    heardAt = nanos;
    isFilled = true;
  }

  /** Whether it can be asked; else it does not know, or not any more. */
  public boolean isCurrent() {
    return isFilled && nanoTime.getAsLong() - heardAt <= patienceNanos;
  }

  /** How long ago it was told all there was; zero if it never was. */
  public Duration silence() {
    return isFilled ? Duration.ofNanos(nanoTime.getAsLong() - heardAt) : Duration.ZERO;
  }

  /**
   * The tenant, if it is served.
   *
   * @throws NotServed if it is not known, suspended or erased
   * @throws Unavailable if this node can't know
   */
  public Entry require(TenantId tenant) {
    requireCurrent();
    Entry entry = entries.get(tenant);
    if (entry == null || !entry.state().isCreated()) {
      throw new NotServed(tenant, Reason.UNKNOWN_TENANT);
    }
    return switch (entry.state().status()) {
      case ACTIVE -> entry;
      case SUSPENDED -> throw new NotServed(tenant, Reason.TENANT_SUSPENDED);
      case ERASING, ERASED -> throw new NotServed(tenant, Reason.TENANT_ERASED);
    };
  }

  private void requireCurrent() {
    if (!isCurrent()) {
      throw new Unavailable(
          isFilled
              ? "this node has not heard of tenants for too long; its database does not answer"
              : "this node does not know the tenants yet");
    }
  }

  /**
   * What one tenant has granted another, ended ones perhaps among it; nothing unless both are
   * served.
   *
   * @throws Unavailable if this node can't know
   */
  public List<Grant> between(TenantId of, TenantId to) {
    requireCurrent();
    Entry giver = entries.get(of);
    Entry taker = entries.get(to);
    return giver != null && taker != null && giver.isServed() && taker.isServed()
        ? giver.grants().getOrDefault(to, List.of())
        : List.of();
  }

  /** What is known of a tenant, served or not. */
  public Optional<Entry> find(TenantId tenant) {
    return Optional.ofNullable(entries.get(tenant)).filter(each -> each.state().isCreated());
  }

  /** The tenants that have come to this, in the order of their names. */
  public List<TenantId> with(TenantStatus status) {
    return entries.entrySet().stream()
        .filter(each -> each.getValue().state().isCreated())
        .filter(each -> each.getValue().state().status() == status)
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(TenantId::value))
        .toList();
  }

  /** Some tenants in the order of their names, after this name and at most so many. */
  public Map<TenantId, Entry> page(String after, int most) {
    Map<TenantId, Entry> page = new TreeMap<>(Comparator.comparing(TenantId::value));
    entries.entrySet().stream()
        .filter(each -> each.getValue().state().isCreated())
        .filter(each -> each.getKey().value().compareTo(after) > 0)
        .sorted(Comparator.comparing(each -> each.getKey().value()))
        .limit(most)
        .forEach(each -> page.put(each.getKey(), each.getValue()));
    return page;
  }
}
