package dev.troupe.tenants.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of many entries are written, so that who does the same a million times can't fill the
 * audit: of those that are alike the first is, and at the window's end how many more there were.
 *
 * <p>Alike are those of one principal, tenant, action, target and outcome. The detail of a refusal
 * is the first's; what was done is also told apart by its detail. Of kinds beyond a number of one
 * principal, or beyond one in all, it is only written how many there were. Not thread-safe.
 */
public final class AuditWindow {
  private static final int REFUSALS_OF_PRINCIPAL = 20;
  private static final int REFUSALS = 500;
  private static final int USES_OF_PRINCIPAL = 100;
  private static final int USES = 2_000;

  private static final String OTHERS = "others";

  private final int mostOfPrincipal;
  private final int most;
  private final Map<Kind, Long> more = new LinkedHashMap<>();
  private final Map<String, Integer> kindsOf = new HashMap<>();

  /** What is alike. */
  private record Kind(
      String principal,
      String tenant,
      String action,
      String target,
      AuditEntry.Outcome outcome,
      String detail,
      boolean isOfMany) {
    static Kind of(AuditEntry entry) {
      return new Kind(
          entry.principal(),
          entry.tenant(),
          entry.action(),
          entry.target(),
          entry.outcome(),
          entry.outcome() == AuditEntry.Outcome.REFUSED ? "" : entry.detail(),
          false);
    }

    static Kind manyOf(String principal, AuditEntry.Outcome outcome) {
      return new Kind(principal, "", OTHERS, "", outcome, "", true);
    }

    AuditEntry counted(long count, Instant at) {
      String said =
          isOfMany
              ? count + " of more kinds than are told apart"
              : count + " more like it" + (detail.isEmpty() ? "" : ": " + detail);
      return new AuditEntry(at, principal, tenant, action, target, outcome, said);
    }
  }

  private AuditWindow(int mostOfPrincipal, int most) {
    this.mostOfPrincipal = mostOfPrincipal;
    this.most = most;
  }

  /** One for refusals: of a principal 20 kinds are told apart, and 500 in all. */
  public static AuditWindow ofRefusals() {
    return new AuditWindow(REFUSALS_OF_PRINCIPAL, REFUSALS);
  }

  /** One for uses of grants: of a principal 100 kinds are told apart, and 2,000 in all. */
  public static AuditWindow ofUses() {
    return new AuditWindow(USES_OF_PRINCIPAL, USES);
  }

  /** The entry if it is to be written now; else it is counted. */
  public Optional<AuditEntry> add(AuditEntry entry) {
    Kind kind = Kind.of(entry);
    if (more.containsKey(kind)) {
      more.merge(kind, 1L, Long::sum);
      return Optional.empty();
    }
    String principal = entry.principal();
    boolean isTooMany = more.size() >= most;
    if (isTooMany || kindsOf.getOrDefault(principal, 0) >= mostOfPrincipal) {
      more.merge(Kind.manyOf(isTooMany ? "" : principal, entry.outcome()), 1L, Long::sum);
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
