package dev.troupe.tenants.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditWindowTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final AuditWindow window = AuditWindow.ofRefusals();

  private static AuditEntry refused(String principal, String tenant, String target) {
    return new AuditEntry(NOW, principal, tenant, "other-tenant", target, Outcome.REFUSED, "why");
  }

  @Test
  void theFirstIsWrittenAndTheOthersAreCounted() {
    AuditEntry first = refused("eve", "acme", "account:deposit");
    assertThat(window.add(first)).contains(first);
    for (int i = 0; i < 41; i++) {
      assertThat(window.add(first)).isEmpty();
    }
    assertThat(window.add(refused("eve", "globex", "account:deposit"))).isPresent();

    assertThat(window.end(NOW.plusSeconds(60)))
        .containsExactly(
            new AuditEntry(
                NOW.plusSeconds(60),
                "eve",
                "acme",
                "other-tenant",
                "account:deposit",
                Outcome.REFUSED,
                "41 more like it"));
    assertThat(window.end(NOW.plusSeconds(120))).isEmpty();
    assertThat(window.add(first)).contains(first);
  }

  @Test
  void whoTriesEveryNameGetsNoRowForEach() {
    int written = 0;
    for (int i = 0; i < 10_000; i++) {
      written += window.add(refused("eve", "t" + i, "account:deposit")).isPresent() ? 1 : 0;
    }
    assertThat(written).isEqualTo(20);
    assertThat(window.add(refused("ann", "acme", "account:deposit"))).isPresent();
    assertThat(window.end(NOW))
        .extracting(AuditEntry::principal, AuditEntry::detail)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("eve", "9980 of more kinds than are told apart"));
  }

  @Test
  void manyWhoTryGetNoMoreRowsThanThereIsRoomFor() {
    int written = 0;
    for (int i = 0; i < 10_000; i++) {
      written += window.add(refused("p" + i, "acme", "account:deposit")).isPresent() ? 1 : 0;
    }
    assertThat(written).isEqualTo(500);
    List<AuditEntry> counted = window.end(NOW);
    assertThat(counted).hasSize(1);
    assertThat(counted.getFirst().principal()).isEmpty();
    assertThat(counted.getFirst().detail()).isEqualTo("9500 of more kinds than are told apart");
  }

  @Test
  void whatWasDoneIsToldApartByWhatIsSaidOfItAndNotByRefusals() {
    AuditWindow uses = AuditWindow.ofUses();
    assertThat(uses.add(used("by the first grant"))).isPresent();
    assertThat(uses.add(used("by the second grant"))).isPresent();
    assertThat(uses.add(used("by the first grant"))).isEmpty();

    assertThat(uses.end(NOW))
        .containsExactly(
            new AuditEntry(
                NOW,
                "ann",
                "acme",
                "use-grant",
                "account:get-balance",
                Outcome.DONE,
                "1 more like it: by the first grant"));
    for (int i = 0; i < 101; i++) {
      uses.add(used("by grant " + i));
    }
    assertThat(uses.end(NOW)).extracting(AuditEntry::outcome).containsExactly(Outcome.DONE);
  }

  private static AuditEntry used(String detail) {
    return new AuditEntry(
        NOW, "ann", "acme", "use-grant", "account:get-balance", Outcome.DONE, detail);
  }
}
