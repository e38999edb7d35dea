package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.troupe.sample.bank.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> BODIES =
      Map.of(
          "account.open", "{\"owner\":\"ann\"}",
          "account.deposit", "{\"cents\":5}",
          "account.withdraw", "{\"cents\":5}");

  private static Edge edge;
  private static JsonNode document;

  /** An operation of the document. */
  private record Operation(String path, String method, JsonNode said) {
    String id() {
      return said.path("operationId").asText();
    }

    boolean isCommand() {
      return method.equals("post");
    }

    Wire.Answer send(String tenant, String id, String headers, String body) throws Exception {
      String target = path.replace("{tenant}", tenant).replace("{id}", id);
      return Wire.send(
          edge.address(),
          isCommand()
              ? Wire.post(target, headers, Wire.ascii(body))
              : Wire.bodiless("GET", target, headers));
    }

    Wire.Answer send(String tenant, String id) throws Exception {
      return send(tenant, id, "Content-Type: application/json\r\n", BODIES.getOrDefault(id(), ""));
    }
  }

  @BeforeAll
  static void open() throws Exception {
    edge = Edge.of(Account.TYPE);
    document = Wire.send(edge.address(), Wire.bodiless("GET", "/openapi.json", "")).json();
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(each -> {
                  if (!each.getKey().equals("parameters")) {
                    operations.add(new Operation(path.getKey(), each.getKey(), each.getValue()));
                  }
                }));
    return operations;
  }

  private static Operation operation(String id) {
    return operations().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** The answer has this status, and what the document says of that status for this operation. */
  private static void assertAsDocumented(Operation operation, Wire.Answer answer, int status) {
    assertThat(answer.status()).as("%s: %s", operation.id(), answer.text()).isEqualTo(status);
    JsonNode response = operation.said().path("responses").path(Integer.toString(status));
    assertThat(response.isObject()).as("%s documents %d", operation.id(), status).isTrue();
    JsonNode content = resolved(response).path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    assertThat(content.has(answer.header("content-type")))
        .as(answer.header("content-type"))
        .isTrue();
    var schema = JSON.createObjectNode();
    schema.setAll(
        (com.fasterxml.jackson.databind.node.ObjectNode)
            content.path(answer.header("content-type")).path("schema"));
    schema.set("components", document.path("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(answer.json()))
        .isEmpty();
  }

  @Test
  void documentsWhatEveryOperationOfTheBankAnswers() throws Exception {
    assertThat(operations())
        .extracting(Operation::id)
        .containsExactlyInAnyOrder(
            "account.open", "account.deposit", "account.withdraw", "account.get-balance");
    assertAsDocumented(operation("account.open"), operation("account.open").send("acme", "a"), 204);
    assertAsDocumented(
        operation("account.deposit"), operation("account.deposit").send("acme", "a"), 200);
    assertAsDocumented(
        operation("account.withdraw"), operation("account.withdraw").send("acme", "a"), 200);
    assertAsDocumented(
        operation("account.get-balance"), operation("account.get-balance").send("acme", "a"), 200);
  }

  @Test
  void documentsWhatEveryOperationRefuses() throws Exception {
    for (Operation each : operations()) {
      assertAsDocumented(each, each.send("ACME", "b"), 400);
      assertAsDocumented(each, each.send("acme", "b%7C"), 400);
      if (each.isCommand()) {
        String json = "Content-Type: application/json\r\n";
        assertAsDocumented(each, each.send("acme", "b", json, "{"), 400);
        assertAsDocumented(each, each.send("acme", "b", json, "{}"), 422);
        assertAsDocumented(each, each.send("acme", "b", "Content-Type: a/b\r\n", "{}"), 415);
        assertAsDocumented(
            each, each.send("acme", "b", json, "\"" + "x".repeat(2 * 1024 * 1024)), 413);
      }
    }
    assertAsDocumented(
        operation("account.get-balance"), operation("account.get-balance").send("acme", "b"), 409);
  }

  @Test
  void answersOnlyTheMethodsItDocuments() throws Exception {
    for (Operation each : operations()) {
      String target = each.path().replace("{tenant}", "acme").replace("{id}", "c");
      for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
        if (!method.equalsIgnoreCase(each.method())) {
          Wire.Answer answer = Wire.send(edge.address(), Wire.bodiless(method, target, ""));
          assertThat(answer.status()).isEqualTo(405);
          assertThat(answer.header("allow")).isEqualToIgnoringCase(each.method());
        }
      }
    }
  }
}
