package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a resource declares, and what that needs. */
class TenantSpecTest {
  private static final TenantStep SUSPEND = new TenantStep.Suspend();
  private static final TenantStep RESUME = new TenantStep.Resume();
  private static final TenantStep ERASE = new TenantStep.Erase();

  @SuppressWarnings("unchecked")
  private static TenantSpec spec(String json) {
    return TenantSpec.of("acme", Serialization.unmarshal(json.replace('\'', '"'), Map.class));
  }

  private static KnownTenant tenant(Phase phase, Map<String, Long> limits) {
    return new KnownTenant(phase, 3, limits, Map.of(), "");
  }

  private static KnownTenant tenant(Phase phase) {
    return tenant(phase, Map.of());
  }

  @Test
  void oneThatIsNotThereIsCreatedWithItsLimits() {
    assertThat(spec("{'reason':'x','limits':{'streams':5}}").stepsFrom(KnownTenant.absent()))
        .containsExactly(new TenantStep.Create(Map.of("streams", 5L)));
    assertThat(spec("{'reason':'x','suspended':true}").stepsFrom(KnownTenant.absent()))
        .containsExactly(new TenantStep.Create(Map.of()), SUSPEND);
    assertThat(spec("{'reason':'x','suspended':false}").stepsFrom(KnownTenant.absent()))
        .containsExactly(new TenantStep.Create(Map.of()));
  }

  @Test
  void onlyWhatIsDeclaredIsPutBack() {
    TenantSpec silent = spec("{'reason':'x'}");
    assertThat(silent.stepsFrom(tenant(Phase.SUSPENDED, Map.of("streams", 9L)))).isEmpty();
    TenantSpec served = spec("{'reason':'x','suspended':false,'limits':{'streams':5}}");
    assertThat(served.stepsFrom(tenant(Phase.ACTIVE, Map.of("streams", 5L, "reminders", 7L))))
        .isEmpty();
    assertThat(served.stepsFrom(tenant(Phase.SUSPENDED, Map.of("streams", 9L, "reminders", 7L))))
        .containsExactly(RESUME, new TenantStep.ChangeLimits(Map.of("streams", 5L)));
    TenantSpec stopped = spec("{'reason':'x','suspended':true}");
    assertThat(stopped.stepsFrom(tenant(Phase.ACTIVE))).containsExactly(SUSPEND);
    assertThat(stopped.stepsFrom(tenant(Phase.SUSPENDED))).isEmpty();
  }

  @Test
  void isErasedOnceAndNothingElseIsDone() {
    TenantSpec erased = spec("{'reason':'x','erase':'acme','suspended':true}");
    assertThat(erased.stepsFrom(tenant(Phase.ACTIVE))).containsExactly(ERASE);
    assertThat(erased.stepsFrom(tenant(Phase.SUSPENDED))).containsExactly(ERASE);
    assertThat(erased.stepsFrom(tenant(Phase.ERASING))).isEmpty();
    assertThat(erased.stepsFrom(tenant(Phase.ERASED))).isEmpty();
    assertThat(erased.stepsFrom(KnownTenant.absent())).isEmpty();
    assertThat(erased.isBeyondReach(tenant(Phase.ERASED))).isFalse();
  }

  @Test
  void nothingLeadsBackFromAnErasure() {
    TenantSpec served = spec("{'reason':'x','suspended':false}");
    assertThat(served.stepsFrom(tenant(Phase.ERASING))).isEmpty();
    assertThat(served.isBeyondReach(tenant(Phase.ERASING))).isTrue();
    assertThat(served.isBeyondReach(tenant(Phase.SUSPENDED))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | spec.reason must be one line of 1 to 500 characters, was 'null'
          {'reason':' '} | spec.reason must be one line
          {'reason':7} | spec.reason must be one line
          {'reason':'a\\u000ab'} | spec.reason must be one line
          {'reason':'x','why':'y'} | 'why' is not known; there are erase, limits, reason, suspended
          {'reason':'x','suspended':'yes'} | spec.suspended must be true or false, was 'yes'
          {'reason':'x','limits':[]} | spec.limits must be limits by name
          {'reason':'x','limits':{'streams':'5'}} | spec.limits.streams must be a whole number
          {'reason':'x','limits':{'streams':5.5}} | spec.limits.streams must be a whole number
          {'reason':'x','limits':{'streams':9223372036854775808}} | spec.limits.streams must be a whole number
          {'reason':'x','erase':'globex'} | spec.erase must be the tenant's name, 'acme', was 'globex'
          {'reason':'x','erase':true} | spec.erase must be the tenant's name
          """)
  void whatDoesNotFitIsRefusedByName(String json, String said) {
    assertThatThrownBy(() -> spec(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  @Test
  void aReasonIsAsLongAsTheRecordTakes() {
    assertThat(spec("{'reason':'%s'}".formatted("x".repeat(500))).reason()).hasSize(500);
    assertThatThrownBy(() -> spec("{'reason':'%s'}".formatted("x".repeat(501))))
        .hasMessageContaining("1 to 500");
  }
}
