package dev.troupe.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of an OpenAPI document that are the same whatever is served. */
public final class OpenApiParts {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<Integer> OF_QUERIES =
      List.of(400, 401, 403, 404, 409, 413, 422, 429, 500, 503);
  private static final List<Integer> OF_COMMANDS =
      List.of(400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 503);

  private static final String TOKEN = "token";
  private static final String ID = "^[A-Za-z0-9._~@+=,:-]+$";

  private OpenApiParts() {}

  /** References to components of this kind. */
  public static ArrayNode refs(String kind, String... names) {
    ArrayNode refs = NODES.arrayNode();
    for (String name : names) {
      refs.addObject().put("$ref", "#/components/%s/%s".formatted(kind, name));
    }
    return refs;
  }

  /** Adds that a token with this scope is needed. */
  public static void addSecurity(ObjectNode operation, String scope) {
    operation.putArray("security").addObject().putArray(TOKEN).add(scope);
  }

  /** Adds what goes wrong; only a command has a body. */
  public static void addProblems(ObjectNode responses, boolean isCommand) {
    statuses(isCommand)
        .forEach(status ->
            responses
                .putObject(Integer.toString(status))
                .put("$ref", "#/components/responses/Problem" + status));
  }

  /** The components: these schemas, and what all operations share. */
  public static ObjectNode components(Map<String, ObjectNode> schemas) {
    ObjectNode components = NODES.objectNode();
    ObjectNode all = components.putObject("schemas");
    all.set("Problem", problem());
    schemas.forEach(all::set);
    ObjectNode parameters = components.putObject("parameters");
    parameters.set(
        "Tenant",
        text(
            parameter("tenant", "path", "Whose it is: a DNS label."),
            63,
            "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"));
    parameters.set(
        "Id",
        text(parameter("id", "path", "Which one of the tenant's; neither '.' nor '..'."), 128, ID));
    parameters.set(
        "IdempotencyKey",
        text(
            parameter(
                "Idempotency-Key",
                "header",
                "The command's name. The same name and command again get the first answer, and are"
                    + " not carried out again."),
            128,
            "^[!-~]+$"));
    parameters.set(
        "RequestTimeout",
        parameter(
                "Request-Timeout-Ms",
                "header",
                "How long the caller waits, in milliseconds; nothing is waited for any longer.")
            .set(
                "schema",
                NODES
                    .objectNode()
                    .put("type", "integer")
                    .put("minimum", 1)
                    .put("maximum", 999_999_999)));
    parameters.set(
        "TopicId",
        text(
            parameter("id", "query", "Which topic of the tenant's, where there are several."),
            128,
            ID));
    parameters.set(
        "LastEventId",
        parameter("Last-Event-ID", "header", "Sent by who comes again; nothing is sent twice.")
            .set("schema", NODES.objectNode().put("type", "string")));
    components
        .putObject("securitySchemes")
        .putObject(TOKEN)
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put(
            "description",
            "A token whose tenant is that of the path, with the scope that the operation names, or"
                + " type:* for all of a type.");
    ObjectNode responses = components.putObject("responses");
    statuses(true).forEach(status -> responses.set("Problem" + status, response(status)));
    return components;
  }

  private static List<Integer> statuses(boolean isCommand) {
    return isCommand ? OF_COMMANDS : OF_QUERIES;
  }

  private static ObjectNode parameter(String name, String in, String description) {
    return NODES
        .objectNode()
        .put("name", name)
        .put("in", in)
        .put("required", in.equals("path"))
        .put("description", description);
  }

  private static ObjectNode text(ObjectNode parameter, int longest, String pattern) {
    parameter
        .putObject("schema")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", longest)
        .put("pattern", pattern);
    return parameter;
  }

  private static ObjectNode response(int status) {
    ObjectNode response = NODES.objectNode().put("description", description(status));
    if (status == 429 || status == 503) {
      response
          .putObject("headers")
          .putObject("Retry-After")
          .put("description", "Seconds to wait before sending it again.")
          .putObject("schema")
          .put("type", "integer")
          .put("minimum", 1);
    }
    response
        .putObject("content")
        .putObject(Problem.CONTENT_TYPE.mediaType().toString())
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
    return response;
  }

  private static String description(int status) {
    String codes =
        Arrays.stream(ProblemCode.values())
            .filter(code -> code.status() == status)
            .map(code -> "`%s`: %s".formatted(code.code(), code.sentence()))
            .collect(Collectors.joining(" "));
    return status == 409 ? "The entity's own code: it said no. " + codes : codes;
  }

  private static ObjectNode problem() {
    ObjectNode problem = NODES.objectNode().put("type", "object");
    problem.put("description", "RFC 9457, with a stable code for programs.");
    ObjectNode properties = problem.putObject("properties");
    properties.putObject("type").put("type", "string").put("format", "uri-reference");
    properties.putObject("title").put("type", "string");
    properties.putObject("status").put("type", "integer").put("minimum", 400).put("maximum", 599);
    properties.putObject("code").put("type", "string");
    properties.putObject("detail").put("type", "string");
    properties
        .putObject("field")
        .put("type", "string")
        .put("description", "The field or parameter that does not fit, such as lines[2].cents.");
    properties.putObject("expected").put("type", "string").put("description", "What it must be.");
    properties
        .putObject("outcomeUnknown")
        .put("type", "boolean")
        .put("description", "Whether the command may have been carried out all the same.");
    List.of("type", "title", "status", "code", "detail").forEach(problem.putArray("required")::add);
    return problem;
  }
}
