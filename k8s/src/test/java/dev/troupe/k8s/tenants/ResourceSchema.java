package dev.troupe.k8s.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The schema of a resource, applied as the API does: its structure as JSON Schema, then its rules
 * in CEL, those about a change only when something changes.
 */
final class ResourceSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder().build();

  private final JsonSchema structure;
  private final List<Rule> rules;

  /** A rule on the object at this path. */
  private record Rule(
      List<String> path, CelRuntime.Program program, boolean isOfUpdate, String message) {
    private static Rule of(List<String> path, JsonNode rule) {
      String text = rule.path("rule").asText();
      try {
        return new Rule(
            path,
            RUNTIME.createProgram(COMPILER.compile(text).getAst()),
            text.contains("oldSelf"),
            rule.path("message").asText());
      } catch (CelValidationException | CelEvaluationException e) {
        throw new AssertionError(text, e);
      }
    }

    private boolean isBrokenBy(Map<String, Object> variables) {
      try {
        return !Boolean.TRUE.equals(program.eval(variables));
      } catch (CelEvaluationException e) {
        throw new AssertionError(message, e);
      }
    }
  }

  private ResourceSchema(JsonSchema structure, List<Rule> rules) {
    this.structure = structure;
    this.rules = rules;
  }

  static ResourceSchema of(CustomResourceDefinitionVersion version) {
    JsonNode schema =
        JSON.valueToTree(
            Serialization.unmarshal(
                Serialization.asJson(version.getSchema().getOpenAPIV3Schema()), Map.class));
    List<Rule> rules = new ArrayList<>();
    collect(List.of(), schema, rules);
    return new ResourceSchema(
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema), rules);
  }

  private static void collect(List<String> path, JsonNode schema, List<Rule> rules) {
    schema.path("x-kubernetes-validations").forEach(rule -> rules.add(Rule.of(path, rule)));
    schema
        .path("properties")
        .properties()
        .forEach(each ->
            collect(
                Stream.concat(path.stream(), Stream.of(each.getKey())).toList(),
                each.getValue(),
                rules));
  }

  /** What is wrong with a resource that is created. */
  List<String> problems(Map<?, ?> resource) {
    List<String> problems = new ArrayList<>();
    structure.validate(JSON.valueToTree(resource)).forEach(each -> problems.add(each.getMessage()));
    // As in the API: rules are not asked about what has not the right form.
    return problems.isEmpty() ? broken(resource, Map.of(), false) : problems;
  }

  /** What is wrong with a change of one that is there. */
  List<String> problemsOfUpdate(Map<?, ?> before, Map<?, ?> after) {
    List<String> problems = new ArrayList<>(problems(after));
    problems.addAll(broken(after, before, true));
    return problems;
  }

  private List<String> broken(Map<?, ?> resource, Map<?, ?> before, boolean isUpdate) {
    List<String> messages = new ArrayList<>();
    for (Rule rule : rules) {
      Object self = at(rule.path(), resource);
      Object oldSelf = at(rule.path(), before);
      if (rule.isOfUpdate() == isUpdate && self instanceof Map<?, ?>) {
        Map<String, Object> variables = new HashMap<>(Map.of("self", self, "oldSelf", oldSelf));
        if (rule.isBrokenBy(variables)) {
          messages.add(rule.message());
        }
      }
    }
    return messages;
  }

  private static Object at(List<String> path, Object resource) {
    Object at = resource;
    for (String field : path) {
      Object next = at instanceof Map<?, ?> object ? object.get(field) : null;
      at = next == null ? "" : next;
    }
    return at;
  }
}
