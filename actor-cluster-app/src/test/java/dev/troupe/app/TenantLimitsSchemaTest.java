package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import dev.troupe.k8s.fake.FakeApi;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Limit;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What k8s says of tenants is what the platform has: every limit, and no other. */
class TenantLimitsSchemaTest {
  private static final JSONSchemaProps SPEC =
      field(
          FakeApi.definition().getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
          "spec");

  private static JSONSchemaProps field(JSONSchemaProps object, String name) {
    return Objects.requireNonNull(object.getProperties().get(name), name);
  }

  private static List<String> expected() {
    List<String> rules = new ArrayList<>();
    rules.add(
        Arrays.stream(Limit.values())
                .map(limit -> "'" + limit.key() + "'")
                .collect(Collectors.joining(", ", "self.all(limit, limit in [", "])"))
            + " -> there are the limits "
            + Limit.keys());
    for (Limit limit : Limit.values()) {
      if (limit.least() > 0 || limit.most() < Long.MAX_VALUE) {
        rules.add(expected(limit));
      }
    }
    return rules;
  }

  private static String expected(Limit limit) {
    String key = limit.key();
    String most = "self['%s'] <= %d".formatted(key, limit.most());
    String range =
        limit.least() == 0 ? most : "(self['%s'] >= %d && %s)".formatted(key, limit.least(), most);
    return "!('%s' in self) || %s -> %s must be %d to %d"
        .formatted(key, range, key, limit.least(), limit.most());
  }

  @Test
  void everyLimitHasItsBoundsAndThereIsNoOther() {
    JSONSchemaProps limits = field(SPEC, "limits");
    assertThat(limits.getXKubernetesValidations())
        .extracting(rule -> rule.getRule() + " -> " + rule.getMessage())
        .containsExactlyElementsOf(expected());
    assertThat(limits.getMaxProperties()).isEqualTo(Limit.values().length);
    JSONSchemaProps value = limits.getAdditionalProperties().getSchema();
    assertThat(value.getType()).isEqualTo("integer");
    assertThat(value.getFormat()).isEqualTo("int64");
    assertThat(value.getMinimum()).as("of those without a rule").isZero();
  }

  @Test
  void aReasonMayBeAsLongAsTheRecordTakes() {
    long longest = field(SPEC, "reason").getMaxLength();
    assertThat(new By("kubernetes:shop/acme", "x".repeat((int) longest)).why()).hasSize(500);
  }

  @Test
  void theComponentSwitchesOnWhatTheSettingsHave() throws IOException {
    Config settings =
        ConfigFactory.parseResources("reference.conf").getConfig("troupe.kubernetes.tenants");
    String component =
        Files.readString(
            Path.of("..", "k8s", "kustomize", "components", "tenants", "kustomization.yaml"));
    Matcher variable = Pattern.compile("- (TROUPE_\\w+)=(\\w+)").matcher(component);
    assertThat(variable.find()).isTrue();
    assertThat(
            settings
                .withFallback(ConfigFactory.parseMap(Map.of(variable.group(1), variable.group(2))))
                .resolve(ConfigResolveOptions.noSystem())
                .getBoolean("enabled"))
        .isTrue();
    Role role = (Role) FakeApi.load("kustomize/components/tenants/tenants.yaml").getFirst();
    assertThat(role.getRules())
        .flatExtracting(PolicyRule::getResourceNames)
        .containsExactly(settings.getString("lease"));
  }
}
