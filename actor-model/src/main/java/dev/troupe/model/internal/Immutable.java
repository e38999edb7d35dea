package dev.troupe.model.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what can be changed in place.
 *
 * <p>Pekko keeps the object of a state over a restart, and applies an event before it is persisted;
 * a state that could be changed in place would then hold what was never stored.
 */
public final class Immutable {
  private static final Set<Class<?>> COLLECTIONS =
      Set.of(Collection.class, List.class, Set.class, Map.class);

  private Immutable() {}

  /** Refuses a record that holds, at any depth, a type that is made to be changed. */
  public static void require(String owner, Class<?> type) {
    require(owner, type, type.getName(), new HashSet<>());
  }

  private static void require(String owner, Type type, String path, Set<Type> seen) {
    if (!seen.add(type)) {
      return;
    }
    if (type instanceof ParameterizedType generic) {
      require(owner, generic.getRawType(), path, seen);
      for (Type argument : generic.getActualTypeArguments()) {
        require(owner, argument, path, seen);
      }
    } else if (type instanceof Class<?> plain) {
      requireClass(owner, plain, path, seen);
    }
  }

  private static void requireClass(String owner, Class<?> type, String path, Set<Type> seen) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        require(owner, component.getGenericType(), path + "." + component.getName(), seen);
      }
    } else if (type.isSealed() && type.isInterface()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        require(owner, permitted, permitted.getName(), seen);
      }
    } else if (isMutable(type)) {
      throw new IllegalArgumentException(
          "%s: %s is of %s, which can be changed in place; use a record, an enum, List, Set, Map or a value type"
              .formatted(owner, path, type.getTypeName()));
    }
  }

  private static boolean isMutable(Class<?> type) {
    if (type.isPrimitive() || type.isEnum() || COLLECTIONS.contains(type)) {
      return false;
    }
    if (type.isArray() || type == Object.class || type == StringBuilder.class) {
      return true;
    }
    return java.util.Date.class.isAssignableFrom(type)
        || java.util.Calendar.class.isAssignableFrom(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || type.getName().startsWith("java.util.concurrent.")
        || (!type.isInterface() && !isPlatform(type));
  }

  /** A class that is neither the JDK's nor a record is a bean or worse. */
  private static boolean isPlatform(Class<?> type) {
    return type.getName().startsWith("java.");
  }
}
