package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.troupe.actor.TopicType;
import dev.troupe.sample.bank.Account;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final HttpSettings SETTINGS =
      new HttpSettings(1024, Duration.ofSeconds(1), "Samples", "7");
  private static final byte[] BYTES =
      OpenApi.of(List.of(Served.all(Account.TYPE), Served.all(Gadget.TYPE)), SETTINGS).json();
  private static final JsonNode DOCUMENT = read(new String(BYTES, StandardCharsets.UTF_8));

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  private static JsonNode operation(String path, String method) {
    return DOCUMENT.path("paths").path(path).path(method);
  }

  /** A schema of the document, as one of its own that brings the others along. */
  private static JsonSchema schema(String name) {
    var root = JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    root.set("components", DOCUMENT.path("components"));
    return SCHEMAS.getSchema(root);
  }

  @Test
  void isReadByAParserOfOpenApiWithoutAComplaint() {
    var options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    var read =
        new OpenAPIV3Parser()
            .readContents(new String(BYTES, StandardCharsets.UTF_8), null, options);

    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getInfo().getTitle()).isEqualTo("Samples");
    assertThat(read.getOpenAPI().getPaths().keySet())
        .containsExactlyInAnyOrder(
            "/tenants/{tenant}/account/{id}/open",
            "/tenants/{tenant}/account/{id}/deposit",
            "/tenants/{tenant}/account/{id}/withdraw",
            "/tenants/{tenant}/account/{id}/balance",
            "/tenants/{tenant}/gadget/{id}/store",
            "/tenants/{tenant}/gadget/{id}/draw",
            "/tenants/{tenant}/gadget/{id}/fill",
            "/tenants/{tenant}/gadget/{id}/tune",
            "/tenants/{tenant}/gadget/{id}/reset",
            "/tenants/{tenant}/gadget/{id}/break",
            "/tenants/{tenant}/gadget/{id}/echo");
    assertThat(
            read.getOpenAPI().getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .map(Operation::getOperationId))
        .doesNotHaveDuplicates()
        .hasSize(11);
  }

  @Test
  void hasSchemasThatAreJsonSchema202012AndEveryReferenceLeadsToOne() {
    JsonSchema meta = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012));

    DOCUMENT
        .path("components")
        .path("schemas")
        .properties()
        .forEach(each -> assertThat(meta.validate(each.getValue())).as(each.getKey()).isEmpty());
    var references = new TreeSet<String>();
    DOCUMENT.findValuesAsText("$ref").forEach(references::add);
    assertThat(references)
        .hasSizeGreaterThan(20)
        .allSatisfy(reference ->
            assertThat(DOCUMENT.at(reference.substring(1)).isObject()).as(reference).isTrue());
  }

  @Test
  void takesWhatTheEntityTakes() {
    assertThat(schema("Gadget.Store").validate(read("{\"everything\":" + Samples.EVERYTHING + "}")))
        .isEmpty();
    assertThat(schema("Gadget.Fill").validate(read("{\"numbers\": [1], \"text\": null}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Account.Deposit | {}",
        "Account.Deposit | {'cents': null}",
        "Account.Deposit | {'cents': '1'}",
        "Account.Deposit | {'cents': 1.5}",
        "Account.Deposit | {'cents': 9223372036854775808}",
        "Account.Deposit | {'cents': 1, 'cent': 1}",
        "Gadget.Fill | {'numbers': [null]}",
        "Gadget.Draw | {'shape': {'radius': 1}}",
        "Gadget.Draw | {'shape': {'type': 'star'}}",
        "Gadget.Draw | {'shape': {'type': 'circle', 'width': 1, 'height': 1}}",
      })
  void refusesWhatTheEdgeRefuses(String name, String body) {
    assertThat(schema(name).validate(read(body.replace('\'', '"')))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "400", "404", "409", "413", "415", "422", "429", "503"})
  void documentsWhatACommandMayBeAnsweredWith(String status) {
    JsonNode responses =
        operation("/tenants/{tenant}/account/{id}/deposit", "post").path("responses");

    assertThat(responses.has(status)).isTrue();
  }

  @Test
  void saysHowTenantAndIdAndTheCommandsNameAreWritten() {
    JsonNode parameters = DOCUMENT.path("components").path("parameters");

    assertThat("acme-1").matches(parameters.at("/Tenant/schema/pattern").asText());
    assertThat("-acme").doesNotMatch(parameters.at("/Tenant/schema/pattern").asText());
    assertThat(parameters.at("/Tenant/schema/maxLength").asInt()).isEqualTo(63);
    assertThat("a:b@c").matches(parameters.at("/Id/schema/pattern").asText());
    assertThat("a|b").doesNotMatch(parameters.at("/Id/schema/pattern").asText());
    assertThat(parameters.at("/Id/schema/maxLength").asInt()).isEqualTo(128);
    assertThat(parameters.at("/IdempotencyKey/required").asBoolean()).isFalse();
    assertThat(parameters.at("/RequestTimeout/schema/maximum").asInt()).isEqualTo(999_999_999);
    assertThat(operation("/tenants/{tenant}/account/{id}/balance", "get").findValuesAsText("$ref"))
        .contains("#/components/parameters/RequestTimeout");
  }

  @Test
  void saysWhenToTryAgainWhereTheEdgeDoes() {
    JsonNode responses = DOCUMENT.path("components").path("responses");

    assertThat(responses.at("/Problem429/headers").has("Retry-After")).isTrue();
    assertThat(responses.at("/Problem503/headers").has("Retry-After")).isTrue();
    assertThat(responses.at("/Problem400").has("headers")).isFalse();
  }

  @Test
  void documentsAQuerysComponentsAsParametersAndOnlyWhatIsNeededAsRequired() {
    JsonNode parameters = operation("/tenants/{tenant}/gadget/{id}/echo", "get").path("parameters");

    assertThat(parameters.findValuesAsText("name"))
        .containsExactly("text", "whole", "flag", "mode", "decimal", "numbers", "part");
    assertThat(parameters.get(0).path("required").asBoolean()).isTrue();
    assertThat(parameters.get(1).path("required").asBoolean()).isFalse();
    assertThat(parameters.get(5).path("required").asBoolean()).isFalse();
    assertThat(parameters.get(6).at("/content/application~1json/schema").isObject()).isTrue();
  }

  /** What is published. */
  private record Quoted(String good, long cents) {}

  @Test
  void documentsWhatIsPublishedOnATopicThatIsServed() {
    TopicType<Quoted> prices = TopicType.of("price", Quoted.class);
    String document =
        new String(OpenApi.of(List.of(), List.of(prices), SETTINGS).json(), StandardCharsets.UTF_8);
    var parsed = new OpenAPIV3Parser().readContents(document, null, new ParseOptions());

    assertThat(parsed.getMessages()).isEmpty();
    JsonNode subscribe = read(document).at("/paths/~1tenants~1{tenant}~1topics~1price/get");
    assertThat(subscribe.at("/security/0/token/0").asText()).isEqualTo("price:subscribe");
    assertThat(subscribe.at("/responses/200/content/text~1event-stream/schema/$ref").asText())
        .endsWith(".Quoted");
    assertThat(subscribe.at("/responses/429").isObject()).isTrue();
  }
}
