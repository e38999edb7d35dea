package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.k8s.tenants.TenantReconciler.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How tenants are brought to what their resources say, without an API. */
class TenantReconcilerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

  private final TenantsInMemory tenants = new TenantsInMemory();
  private final TenantReconciler reconciler = new TenantReconciler(tenants, Duration.ofSeconds(10));

  private static TenantResource resource(String name, long generation, Map<String, Object> spec) {
    return new TenantResource("shop", name, "uid-of-" + name, generation, spec, Map.of());
  }

  private Outcome outcome(TenantResource resource) throws Exception {
    return reconciler.reconcile(resource).outcome();
  }

  @Test
  void isCreatedOnceAndThenAsDeclared() throws Exception {
    TenantResource acme = resource("acme", 1, Map.of("reason", "contract 17"));
    Outcome first = outcome(acme);
    assertThat(first.reason()).isEqualTo("Applying");
    assertThat(first.isOpen()).isTrue();
    assertThat(outcome(acme)).isEqualTo(Outcome.REACHED);
    assertThat(tenants.asked()).containsExactly("acme create");
    assertThat(tenants.origins())
        .containsExactly(
            new Origin("kubernetes:shop/acme", "contract 17", "k8s:uid-of-acme:1:0:create"));
  }

  @Test
  void whatIsMadeIsNotAskedForAgainWhileThisNodeIsYetToHearOfIt() throws Exception {
    tenants.behind(true);
    TenantResource acme = resource("acme", 1, Map.of("reason", "x", "suspended", true));
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(acme).reason()).isEqualTo("Applying");
    }
    assertThat(tenants.origins()).hasSize(2);
    tenants.behind(false);
    assertThat(outcome(acme)).isEqualTo(Outcome.REACHED);
  }

  @Test
  void anotherNodeThatIsBehindSendsTheSameIds() throws Exception {
    tenants.behind(true);
    TenantResource acme = resource("acme", 1, Map.of("reason", "x", "suspended", true));
    reconciler.reconcile(acme);
    new TenantReconciler(tenants, Duration.ofSeconds(10)).reconcile(acme);
    assertThat(tenants.origins()).hasSize(4);
    assertThat(tenants.asked()).containsExactly("acme create", "acme suspend");
  }

  @Test
  void aForeignChangeIsPutBackEachTime() throws Exception {
    TenantResource acme =
        resource(
            "acme", 1, Map.of("reason", "x", "suspended", false, "limits", Map.of("streams", 5)));
    reconciler.reconcile(acme);
    for (int i = 0; i < 2; i++) {
      tenants.change("acme", Phase.SUSPENDED, Map.of("streams", 5L, "reminders", 1L), "");
      reconciler.reconcile(acme);
      assertThat(outcome(acme)).isEqualTo(Outcome.REACHED);
    }
    assertThat(tenants.asked()).containsExactly("acme create", "acme resume", "acme resume");
    assertThat(tenants.find(dev.troupe.model.TenantId.of("acme")).limits())
        .containsEntry("reminders", 1L);
  }

  @Test
  void aRefusalIsAskedForOnceUntilSomethingChanges() throws Exception {
    Map<String, Object> tooFast = Map.of("reason", "x", "limits", Map.of("speed", 1));
    tenants.change("acme", Phase.ACTIVE, Map.of(), "");
    for (int i = 0; i < 3; i++) {
      Outcome refused = outcome(resource("acme", 1, tooFast));
      assertThat(refused.reason()).isEqualTo("Refused");
      assertThat(refused.message()).isEqualTo("invalid-limit: limit 'speed' is not known");
      assertThat(refused.isOpen()).isFalse();
    }
    assertThat(tenants.asked()).containsExactly("acme limits");
    reconciler.reconcile(resource("acme", 2, tooFast));
    assertThat(tenants.asked()).as("with another spec").hasSize(2);
    tenants.change("acme", Phase.SUSPENDED, Map.of(), "");
    reconciler.reconcile(resource("acme", 2, tooFast));
    assertThat(tenants.asked()).as("of another tenant").hasSize(3);
  }

  @Test
  void whatFailedIsAskedForAgainUnderTheSameId() throws Exception {
    TenantResource acme = resource("acme", 1, Map.of("reason", "x"));
    tenants.outage("the database does not answer");
    Outcome failed = outcome(acme);
    assertThat(failed.isOpen()).isTrue();
    assertThat(failed.message()).contains("the database does not answer");
    tenants.outage("");
    reconciler.reconcile(acme);
    assertThat(tenants.origins()).extracting(Origin::id).containsOnly("k8s:uid-of-acme:1:0:create");
    assertThat(outcome(acme)).isEqualTo(Outcome.REACHED);
  }

  @Test
  void nothingIsDoneWhileTheNodeKnowsNoTenants() throws Exception {
    tenants.unknown(true);
    Verdict verdict = reconciler.reconcile(resource("acme", 1, Map.of("reason", "x")));
    assertThat(verdict.tenant()).isEmpty();
    assertThat(verdict.outcome().isOpen()).isTrue();
    assertThat(tenants.origins()).isEmpty();
  }

  @Test
  void whatIsNoTenantOrNoSpecIsSaidAndNotTriedAgain() throws Exception {
    Outcome name = outcome(resource("acme.eu", 1, Map.of("reason", "x")));
    assertThat(name.reason()).isEqualTo("InvalidName");
    assertThat(name.message()).contains("'acme.eu'");
    Outcome spec = outcome(resource("acme", 1, Map.of()));
    assertThat(spec.reason()).isEqualTo("InvalidSpec");
    assertThat(name.isOpen() || spec.isOpen()).isFalse();
    assertThat(tenants.origins()).isEmpty();
  }

  @Test
  void anErasureIsUnderWayUntilItIsCertified() throws Exception {
    tenants.change("acme", Phase.ACTIVE, Map.of(), "");
    TenantResource acme = resource("acme", 1, Map.of("reason", "x", "erase", "acme"));
    reconciler.reconcile(acme);
    assertThat(outcome(acme)).isEqualTo(Outcome.ERASING);
    tenants.change("acme", Phase.ERASED, Map.of(), "ab12");
    assertThat(outcome(acme)).isEqualTo(Outcome.REACHED);
    assertThat(tenants.asked()).containsExactly("acme erase");
    assertThat(outcome(resource("acme", 2, Map.of("reason", "x"))).reason()).isEqualTo("Erased");
    assertThat(outcome(resource("nobody", 1, Map.of("reason", "x", "erase", "nobody"))))
        .isEqualTo(Outcome.NOTHING_TO_ERASE);
  }

  @Test
  void theSameVerdictIsWrittenOnce() throws Exception {
    TenantResource acme = resource("acme", 1, Map.of("reason", "x", "erase", "globex"));
    Verdict verdict = reconciler.reconcile(acme);
    String first = TenantReport.of(acme, verdict, NOW).orElseThrow();
    assertThat(first).contains("2026-01-01T00:00:00Z", "InvalidSpec", "\"phase\":\"Absent\"");
    TenantResource written = Samples.withStatus(acme, first);
    assertThat(TenantReport.of(written, verdict, NOW.plusSeconds(5))).isEmpty();

    tenants.change("acme", Phase.ACTIVE, Map.of(), "");
    TenantResource mended = Samples.withStatus(resource("acme", 2, Map.of("reason", "x")), first);
    String second =
        TenantReport.of(mended, reconciler.reconcile(mended), NOW.plusSeconds(9)).orElseThrow();
    assertThat(second)
        .contains("\"observedGeneration\":2", "AsDeclared", "2026-01-01T00:00:09Z")
        .as("what was wrong before")
        .contains("\"lastError\"", "spec.erase must be", "2026-01-01T00:00:00Z");
  }

  @Test
  void whatIsNotKnownNowStaysInTheStatusAsItWas() throws Exception {
    tenants.change("acme", Phase.SUSPENDED, Map.of("streams", 5L), "");
    TenantResource acme = resource("acme", 1, Map.of("reason", "x"));
    String known = TenantReport.of(acme, reconciler.reconcile(acme), NOW).orElseThrow();
    tenants.unknown(true);
    TenantResource again = Samples.withStatus(acme, known);
    String unknown =
        TenantReport.of(again, reconciler.reconcile(again), NOW.plusSeconds(5)).orElseThrow();
    assertThat(unknown).contains("\"phase\":\"Suspended\"", "\"streams\":5", "\"Unknown\"");
  }
}
