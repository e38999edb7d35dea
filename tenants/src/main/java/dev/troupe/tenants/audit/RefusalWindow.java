package dev.troupe.tenants.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which refusals are written, so that who is refused a million times can't fill the audit: of those
 * that are alike the first is, and at the window's end how many more there were.
 *
 * <p>Alike are those of one principal, tenant, action, target and outcome; the detail is the
 * first's. Of kinds beyond {@link #MOST_OF_PRINCIPAL} of a principal, or beyond {@link #MOST} in
 * all, it is only written how many there were. Not thread-safe.
 */
public final class RefusalWindow {
  /** So many kinds of one principal are told apart. */
  public static final int MOST_OF_PRINCIPAL = 20;

  /** So many kinds are told apart. */
  public static final int MOST = 500;

  private static final String OTHERS = "others";

  private final Map<Kind, Long> more = new LinkedHashMap<>();
  private final Map<String, Integer> kindsOf = new HashMap<>();

  /** What is alike. */
  private record Kind(
      String principal,
      String tenant,
      String action,
      String target,
      AuditEntry.Outcome outcome,
      boolean isOfMany) {
    static Kind of(AuditEntry entry) {
      return new Kind(
          entry.principal(),
          entry.tenant(),
          entry.action(),
          entry.target(),
          entry.outcome(),
          false);
    }

    static Kind manyOf(String principal) {
      return new Kind(principal, "", OTHERS, "", AuditEntry.Outcome.REFUSED, true);
    }

    AuditEntry counted(long count, Instant at) {
      String detail = isOfMany ? "%d of more kinds than are told apart" : "%d more like it";
      return new AuditEntry(
          at, principal, tenant, action, target, outcome, detail.formatted(count));
    }
  }

  /** The entry if it is to be written now; else it is counted. */
  public Optional<AuditEntry> add(AuditEntry entry) {
    Kind kind = Kind.of(entry);
    if (more.containsKey(kind)) {
      more.merge(kind, 1L, Long::sum);
      return Optional.empty();
    }
    String principal = entry.principal();
    boolean isTooMany = more.size() >= MOST;
    if (isTooMany || kindsOf.getOrDefault(principal, 0) >= MOST_OF_PRINCIPAL) {
      more.merge(Kind.manyOf(isTooMany ? "" : principal), 1L, Long::sum);
      return Optional.empty();
    }
    more.put(kind, 0L);
    kindsOf.merge(principal, 1, Integer::sum);
    return Optional.of(entry);
  }

  /** What was counted in this window, which ends now; the next one begins. */
  public List<AuditEntry> end(Instant at) {
    List<AuditEntry> counted = new ArrayList<>();
    more.forEach((kind, count) -> {
      if (count > 0) {
        counted.add(kind.counted(count, at));
      }
    });
    more.clear();
    kindsOf.clear();
    return counted;
  }
}
