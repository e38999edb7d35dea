package dev.troupe.http.internal;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.http.internal.Shape.Choice;
import dev.troupe.http.internal.Shape.Decimal;
import dev.troupe.http.internal.Shape.Field;
import dev.troupe.http.internal.Shape.Fields;
import dev.troupe.http.internal.Shape.ListOf;
import dev.troupe.http.internal.Shape.MapOf;
import dev.troupe.http.internal.Shape.Named;
import dev.troupe.http.internal.Shape.Text;
import dev.troupe.http.internal.Shape.Variants;
import dev.troupe.http.internal.Shape.Whole;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shapes as JSON Schema 2020-12, each record and sealed interface once, under a name of its own.
 *
 * <p>What is taken from clients is closed to unknown fields; what is only given to them is not, so
 * that an answer may grow. Not thread-safe.
 */
public final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Shapes shapes;
  private final Map<Use, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, ObjectNode> definitions = new LinkedHashMap<>();

  /** A type, as a part of another and in a direction. */
  private record Use(JavaType type, boolean isTaken, boolean isTagged) {}

  /** Schemas of these shapes. */
  public Schemas(Shapes shapes) {
    this.shapes = shapes;
    taken.add("Problem");
  }

  /** The schemas that the others refer to, by name. */
  public Map<String, ObjectNode> definitions() {
    return definitions;
  }

  /** The schema of what is taken from a client. */
  public ObjectNode taken(Shape shape) {
    return schema(shape, true);
  }

  /** The schema of what is given to a client. */
  public ObjectNode given(Shape shape) {
    return schema(shape, false);
  }

  private ObjectNode schema(Shape shape, boolean isTaken) {
    return switch (shape) {
      case Text text -> formatted(typed("string"), text.format());
      case Choice choice -> {
        ObjectNode schema = typed("string");
        choice.names().forEach(schema.putArray("enum")::add);
        yield schema;
      }
      case Shape.Flag flag -> typed("boolean");
      case Whole whole -> whole(whole);
      case Decimal decimal -> formatted(typed("number"), decimal.format());
      case ListOf list -> {
        ObjectNode schema = typed("array");
        schema.set("items", schema(list.element(), isTaken));
        yield list.distinct() && !isTaken ? schema.put("uniqueItems", true) : schema;
      }
      case MapOf map -> typed("object").set("additionalProperties", schema(map.value(), isTaken));
      case Named named -> ref(named.type(), isTaken, false);
      case Shape.Anything any -> NODES.objectNode();
    };
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static ObjectNode formatted(ObjectNode schema, @Nullable String format) {
    return format == null ? schema : schema.put("format", format);
  }

  private static ObjectNode whole(Whole whole) {
    ObjectNode schema = formatted(typed("integer"), whole.format());
    if (whole.least() != null && whole.most() != null) {
      schema.put("minimum", whole.least()).put("maximum", whole.most());
    }
    return schema;
  }

  private ObjectNode ref(JavaType type, boolean isTaken, boolean isTagged) {
    Use use = new Use(type, isTaken, isTagged);
    String known = names.get(use);
    if (known == null) {
      known = name(use);
      names.put(use, known);
      ObjectNode definition = NODES.objectNode();
      definitions.put(known, definition);
      switch (shapes.definition(new Named(type))) {
        case Fields record -> define(definition, record, use);
        case Variants sealed -> define(definition, sealed, use);
      }
    }
    return NODES.objectNode().put("$ref", "#/components/schemas/" + known);
  }

  private void define(ObjectNode definition, Fields record, Use use) {
    definition.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = definition.putObject("properties");
    if (use.isTagged()) {
      properties.putObject(Variants.TAG).put("const", tag(use.type()));
      required.add(Variants.TAG);
    }
    for (Field field : record.fields().values()) {
      ObjectNode schema = schema(field.shape(), use.isTaken());
      properties.set(field.name(), field.isRequired() || !use.isTaken() ? schema : orNull(schema));
      if (field.isRequired()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      definition.set("required", required);
    }
    if (use.isTaken()) {
      definition.put("additionalProperties", false);
    }
  }

  private void define(ObjectNode definition, Variants sealed, Use use) {
    ArrayNode either = definition.putArray("oneOf");
    ObjectNode discriminator = definition.putObject("discriminator");
    discriminator.put("propertyName", Variants.TAG);
    ObjectNode mapping = discriminator.putObject("mapping");
    sealed
        .variants()
        .forEach((tag, type) -> {
          ObjectNode ref = ref(type, use.isTaken(), true);
          either.add(ref);
          mapping.put(tag, ref.path("$ref").asText());
        });
  }

  private static String tag(JavaType type) {
    return dev.troupe.model.internal.Names.kebab(type.getRawClass());
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).add(typed("null"));
    return either;
  }

  /** {@code Account.Balance}; another use of the same gets a number. */
  private String name(Use use) {
    StringBuilder name = new StringBuilder(use.type().getRawClass().getSimpleName());
    for (Class<?> outer = use.type().getRawClass().getEnclosingClass();
        outer != null;
        outer = outer.getEnclosingClass()) {
      name.insert(0, outer.getSimpleName() + ".");
    }
    String unique = name.toString();
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }
}
