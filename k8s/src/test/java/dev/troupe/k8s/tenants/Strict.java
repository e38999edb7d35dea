package dev.troupe.k8s.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Fields that the typed model of the API does not know, which it keeps aside. */
final class Strict {
  private Strict() {}

  static List<String> unknownFields(CustomResourceDefinition definition) {
    List<String> unknown = new ArrayList<>();
    walk(definition, unknown);
    return unknown;
  }

  private static void walk(Object value, List<String> unknown) {
    if (value instanceof Collection<?> all) {
      all.forEach(each -> walk(each, unknown));
    } else if (value instanceof Map<?, ?> all) {
      all.values().forEach(each -> walk(each, unknown));
    } else if (value != null
        && !(value instanceof JsonNode)
        && value.getClass().getPackageName().startsWith("io.fabric8.kubernetes.api.model")) {
      for (Method each : value.getClass().getMethods()) {
        if (each.getName().startsWith("get") && each.getParameterCount() == 0) {
          Object part = got(value, each);
          if (each.getName().equals("getAdditionalProperties")
              && part instanceof Map<?, ?> others) {
            others.keySet().forEach(field -> unknown.add(String.valueOf(field)));
          } else {
            walk(part, unknown);
          }
        }
      }
    }
  }

  private static Object got(Object value, Method getter) {
    try {
      Object part = getter.invoke(value);
      return part == null ? List.of() : part;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(getter.toString(), e);
    }
  }
}
