package dev.troupe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.actor.TopicType;
import dev.troupe.http.internal.OpenApiParts;
import dev.troupe.http.internal.Schemas;
import dev.troupe.http.internal.Shape.Field;
import dev.troupe.http.internal.Shape.Fields;
import dev.troupe.http.internal.Shape.Named;
import dev.troupe.http.internal.Shapes;
import dev.troupe.model.Done;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityType;
import java.util.List;

/**
 * The OpenAPI 3.1 document of what {@link ContractRoutes} serves, derived from the same contracts.
 *
 * <p>A request's schema says what is taken: no other fields, and {@code null} where a component is
 * {@code @Nullable} or {@code Optional}. Immutable.
 */
public final class OpenApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shapes shapes = new Shapes();
  private final Schemas schemas = new Schemas(shapes);
  private final ObjectNode document;

  private OpenApi(List<Served<?>> served, List<TopicType<?>> topics, HttpSettings settings) {
    ObjectNode paths = NODES.objectNode();
    ArrayNode tags = NODES.arrayNode();
    for (Served<?> each : served) {
      tags.addObject().put("name", each.type().name());
      each.commands().forEach(command -> addOperation(paths, each.type(), command));
    }
    for (TopicType<?> topic : topics) {
      tags.addObject().put("name", topic.name());
      addTopic(paths, topic);
    }
    document = NODES.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", settings.title())
        .put("version", settings.version())
        .put("description", "Commands and queries of entities, each of which is of one tenant.");
    document.set("tags", tags);
    document.set("paths", paths);
    document.set("components", OpenApiParts.components(schemas.definitions()));
  }

  /** The document of these types. */
  public static OpenApi of(List<Served<?>> served, HttpSettings settings) {
    return of(served, List.of(), settings);
  }

  /** The same, and what is published on these topics, as {@link EventRoutes} serves it. */
  public static OpenApi of(
      List<Served<?>> served, List<TopicType<?>> topics, HttpSettings settings) {
    return new OpenApi(served, topics, settings);
  }

  /** The document as JSON in UTF-8. */
  public byte[] json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  private void addOperation(ObjectNode paths, EntityType<?> type, CommandType command) {
    String name = command.isQuery() ? command.noun() : command.name();
    ObjectNode path =
        paths.withObjectProperty("/tenants/{tenant}/%s/{id}/%s".formatted(type.name(), name));
    if (path.isEmpty()) {
      path.set("parameters", OpenApiParts.refs("parameters", "Tenant", "Id"));
    }
    ObjectNode operation = path.putObject(command.isQuery() ? "get" : "post");
    operation.put("operationId", type.name() + "." + command.name());
    operation.putArray("tags").add(type.name());
    OpenApiParts.addSecurity(operation, type.name() + ":" + command.name());
    if (command.isQuery()) {
      addParameters(operation, command);
    } else {
      addBody(operation, command);
    }
    addAnswers(operation, command);
  }

  private void addTopic(ObjectNode paths, TopicType<?> topic) {
    ObjectNode path = paths.putObject("/tenants/{tenant}/topics/" + topic.name());
    path.set("parameters", OpenApiParts.refs("parameters", "Tenant"));
    ObjectNode operation = path.putObject("get");
    operation.put("operationId", topic.name() + ".subscribe");
    operation.putArray("tags").add(topic.name());
    OpenApiParts.addSecurity(operation, topic.name() + ":subscribe");
    operation.set("parameters", OpenApiParts.refs("parameters", "TopicId", "LastEventId"));
    ObjectNode responses = operation.putObject("responses");
    responses
        .putObject("200")
        .put("description", "Server-sent events while they happen; the data of each is this.")
        .putObject("content")
        .putObject("text/event-stream")
        .set("schema", schemas.given(shapes.of(topic.protocol())));
    OpenApiParts.addProblems(responses, false);
  }

  private Fields fields(CommandType command) {
    Named record = (Named) shapes.of(command.record());
    return (Fields) shapes.definition(record);
  }

  private void addParameters(ObjectNode operation, CommandType query) {
    ArrayNode parameters = operation.putArray("parameters");
    for (Field field : fields(query).fields().values()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", field.name()).put("in", "query").put("required", isRequired(field));
      ObjectNode schema = schemas.taken(field.shape());
      if (field.shape().isScalar() || field.shape().isRepeated()) {
        parameter.set("schema", schema);
      } else {
        parameter.putObject("content").putObject("application/json").set("schema", schema);
      }
    }
    parameters.addAll(OpenApiParts.refs("parameters", "RequestTimeout"));
  }

  /** A list that has no elements is a parameter that is not there. */
  private static boolean isRequired(Field field) {
    return field.isRequired() && !field.shape().isRepeated();
  }

  private void addBody(ObjectNode operation, CommandType command) {
    operation.set(
        "parameters", OpenApiParts.refs("parameters", "IdempotencyKey", "RequestTimeout"));
    boolean isNeeded = fields(command).fields().values().stream().anyMatch(Field::isRequired);
    ObjectNode body = operation.putObject("requestBody").put("required", isNeeded);
    body.putObject("content")
        .putObject("application/json")
        .set("schema", schemas.taken(shapes.of(command.record())));
  }

  private void addAnswers(ObjectNode operation, CommandType command) {
    ObjectNode responses = operation.putObject("responses");
    if (command.answer() == Done.class) {
      responses.putObject("204").put("description", "Done.");
    } else {
      responses
          .putObject("200")
          .put("description", "The answer.")
          .putObject("content")
          .putObject("application/json")
          .set("schema", schemas.given(shapes.of(command.answer())));
    }
    OpenApiParts.addProblems(responses, !command.isQuery());
  }
}
