package dev.troupe.k8s.manifests;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields that the API's types do not have: the API server drops them or refuses the object, and
 * what they were meant to say is not done.
 */
final class UnknownFields {
  private UnknownFields() {}

  static List<String> in(Manifests manifests) {
    List<String> found = new ArrayList<>();
    manifests.all().forEach(each -> walk(each.name(), each.object(), found));
    return found;
  }

  private static void walk(String path, Object value, List<String> found) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        step(path + "[" + i + "]", list.get(i), found);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> step(path + "." + key, each, found));
    } else if (value.getClass().getName().startsWith("io.fabric8.")
        && !(value instanceof Enum<?>)) {
      for (Method getter : value.getClass().getMethods()) {
        if (getter.getName().equals("getAdditionalProperties")) {
          if (get(getter, value) instanceof Map<?, ?> unknown) {
            unknown
                .keySet()
                .forEach(field -> found.add("%s has no field '%s'".formatted(path, field)));
          }
        } else if (isGetter(getter)) {
          step(path + "." + getter.getName().substring(3), get(getter, value), found);
        }
      }
    }
  }

  private static void step(String path, @Nullable Object value, List<String> found) {
    if (value != null) {
      walk(path, value, found);
    }
  }

  private static boolean isGetter(Method method) {
    return method.getName().startsWith("get")
        && method.getParameterCount() == 0
        && method.getDeclaringClass() != Object.class
        && !method.isDefault();
  }

  private static @Nullable Object get(Method getter, Object value) {
    try {
      return getter.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(getter + " of " + value.getClass(), e);
    }
  }
}
