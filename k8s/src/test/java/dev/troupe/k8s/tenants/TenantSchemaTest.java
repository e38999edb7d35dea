package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.k8s.fake.FakeApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API takes for a tenant, by the schema that is installed. */
class TenantSchemaTest {
  private static final CustomResourceDefinition DEFINITION = FakeApi.definition();
  private static final CustomResourceDefinitionVersion VERSION =
      DEFINITION.getSpec().getVersions().getFirst();
  private static final ResourceSchema SCHEMA = ResourceSchema.of(VERSION);

  @SuppressWarnings("unchecked")
  private static Map<String, Object> resource(String name, String spec) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "troupe.dev/v1", "kind": "Tenant", "metadata": {"name": "%s"}, "spec": %s}
        """
            .formatted(name, spec.replace('\'', '"')),
        Map.class);
  }

  @Test
  void isReadStrictlyAndIsServed() {
    assertThat(Strict.unknownFields(DEFINITION)).isEmpty();
    assertThat(DEFINITION.getMetadata().getName()).isEqualTo(TenantResource.TYPE);
    var spec = DEFINITION.getSpec();
    assertThat(spec.getGroup()).isEqualTo(TenantResource.KIND.getGroup());
    assertThat(spec.getNames().getKind()).isEqualTo(TenantResource.KIND.getKind());
    assertThat(spec.getNames().getPlural()).isEqualTo(TenantResource.KIND.getPlural());
    assertThat(spec.getNames().getShortNames()).containsExactly("tn");
    assertThat(spec.getScope()).isEqualTo("Namespaced");
    assertThat(spec.getVersions()).hasSize(1);
    assertThat(VERSION.getName()).isEqualTo(TenantResource.KIND.getVersion());
    assertThat(VERSION.getServed() && VERSION.getStorage()).isTrue();
    assertThat(VERSION.getSubresources().getStatus()).isNotNull();
  }

  @Test
  void aFieldThatTheModelDoesNotKnowIsFound() {
    var wrong = Serialization.clone(DEFINITION);
    wrong.getSpec().getNames().setAdditionalProperty("shortName", "tn");
    assertThat(Strict.unknownFields(wrong)).containsExactly("shortName");
  }

  @Test
  void everyColumnShowsWhatTheStatusHas() {
    Map<String, Object> shown = resource("acme", "{'reason':'contract 17'}");
    TenantResource read =
        TenantResource.of(
            Serialization.unmarshal(Serialization.asJson(shown), GenericKubernetesResource.class));
    shown.put("status", status(read, Phase.ERASED, Outcome.REACHED));
    shown.put("metadata", Map.of("name", "acme", "creationTimestamp", "2026-01-01T00:00:00Z"));
    assertThat(VERSION.getAdditionalPrinterColumns())
        .extracting(column -> column.getName() + "=" + Column.of(column.getJsonPath(), shown))
        .containsExactly(
            "Phase=Erased",
            "Synced=True",
            "Reason=AsDeclared",
            "Age=2026-01-01T00:00:00Z",
            "Message=the tenant is as the resource says",
            "Why=contract 17",
            "Certificate=" + "ab".repeat(32));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> status(TenantResource resource, Phase phase, Outcome outcome) {
    KnownTenant tenant =
        new KnownTenant(phase, 7, Map.of(), Map.of("streams", 5L), "ab".repeat(32));
    String json =
        TenantReport.of(
                resource,
                new TenantReconciler.Verdict(Optional.of(tenant), outcome),
                Instant.parse("2026-01-01T00:00:00Z"))
            .orElseThrow();
    return Serialization.unmarshal(json, Map.class);
  }

  @Test
  void everyStatusThatIsWrittenFits() {
    for (Phase phase : Phase.values()) {
      for (Outcome outcome :
          List.of(
              Outcome.REACHED,
              Outcome.ERASING,
              Outcome.NOTHING_TO_ERASE,
              Outcome.invalid("InvalidSpec", "no"),
              Outcome.unavailable(new IllegalStateException("no")))) {
        Map<String, Object> shown = resource("acme", "{'reason':'x'}");
        TenantResource read =
            new TenantResource("shop", "acme", "u", 3, Map.of("reason", "x"), Map.of());
        shown.put("status", status(read, phase, outcome));
        assertThat(SCHEMA.problems(shown)).as("%s %s", phase, outcome).isEmpty();
      }
    }
    Map<String, Object> wrong = resource("acme", "{'reason':'x'}");
    wrong.put("status", Map.of("phase", "Happy"));
    assertThat(SCHEMA.problems(wrong)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crd/samples/hooli.yaml", "crd/samples/hooli-erased.yaml"})
  void theSamplesFit(String file) {
    GenericKubernetesResource sample = (GenericKubernetesResource) FakeApi.load(file).getFirst();
    assertThat(SCHEMA.problems(Serialization.unmarshal(Serialization.asJson(sample), Map.class)))
        .isEmpty();
    TenantResource read = TenantResource.of(sample);
    assertThat(TenantSpec.of(read.name(), read.spec()).reason()).startsWith("contract 17");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          acme | {'reason':'x'}
          acme | {'reason':'Grund: über 3 € offen','suspended':true}
          acme | {'reason':'x','limits':{}}
          acme | {'reason':'x','limits':{'stored-bytes':9223372036854775807,'reminders':0}}
          a-1  | {'reason':'x','erase':'a-1'}
          """)
  void aTenantThatCanBeIsTaken(String name, String spec) {
    Map<String, Object> good = resource(name, spec);
    assertThat(SCHEMA.problems(good)).isEmpty();
    assertThat(TenantSpec.of(name, TenantResource.fields(good.get("spec")))).isNotNull();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          acme    | {} | reason
          acme    | {'reason':''} | reason
          acme    | {'reason':'  '} | reason
          acme    | {'reason':'a\\u000ab'} | reason
          acme    | {'reason':7} | reason
          acme    | {'reason':'x','suspended':'yes'} | suspended
          acme    | {'reason':'x','limits':{'streams':'5'}} | streams
          acme    | {'reason':'x','limits':{'streams':5.5}} | streams
          acme    | {'reason':'x','limits':{'stored-events':-1}} | stored-events
          acme    | {'reason':'x','limits':{'speed':1}} | there are the limits
          acme    | {'reason':'x','limits':{'streams':1000001}} | streams must be 0 to 1000000
          acme    | {'reason':'x','limits':{'event-bytes':63}} | event-bytes must be 64 to 1048576
          acme    | {'reason':'x','erase':'globex'} | erase must repeat the name
          acme    | {'reason':'x','erase':''} | erase
          acme.eu | {'reason':'x'} | a tenant's name is a DNS label
          """)
  void aTenantThatCannotBeIsRefused(String name, String spec, String said) {
    assertThat(SCHEMA.problems(resource(name, spec)))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).contains(said));
  }

  @Test
  void aNameIsAsLongAsATenantsMayBe() {
    assertThat(SCHEMA.problems(resource("a".repeat(63), "{'reason':'x'}"))).isEmpty();
    assertThat(SCHEMA.problems(resource("a".repeat(64), "{'reason':'x'}"))).hasSize(1);
  }

  @Test
  void anErasureIsNotTakenBack() {
    Map<String, Object> kept = resource("acme", "{'reason':'x'}");
    Map<String, Object> erased = resource("acme", "{'reason':'x','erase':'acme'}");
    Map<String, Object> why = resource("acme", "{'reason':'y','erase':'acme'}");
    assertThat(SCHEMA.problemsOfUpdate(kept, erased)).isEmpty();
    assertThat(SCHEMA.problemsOfUpdate(erased, why)).isEmpty();
    assertThat(SCHEMA.problemsOfUpdate(erased, kept))
        .containsExactly("what is to be erased can't be kept any more");
  }
}
