package dev.troupe.k8s.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * One object, read as the API reads it.
 *
 * @param json what was rendered
 * @param object the same as the type of its kind
 */
record Manifest(ObjectNode json, HasMetadata object) {
  private static final ObjectMapper STRICT = strict();

  /**
   * Reads it.
   *
   * @throws AssertionError if its kind is not known in this version, or a value is of another type
   *     than the API's
   */
  static Manifest of(ObjectNode json) {
    String kind = json.path("apiVersion").asText() + " " + json.path("kind").asText();
    Class<? extends HasMetadata> type = Kinds.BY_NAME.get(kind);
    if (type == null) {
      throw new AssertionError("'%s' is no kind that is known".formatted(kind));
    }
    try {
      return new Manifest(json, STRICT.treeToValue(json, type));
    } catch (JsonProcessingException e) {
      throw new AssertionError("%s: %s".formatted(kind, e.getOriginalMessage()), e);
    }
  }

  /** Its kind and name, as {@code Deployment/troupe}. */
  String name() {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  /** The API server turns no number into a text, nor the other way round. */
  private static ObjectMapper strict() {
    JsonMapper.Builder mapper =
        JsonMapper.builder().disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      mapper.withCoercionConfig(
          LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
    }
    return mapper.build();
  }
}
