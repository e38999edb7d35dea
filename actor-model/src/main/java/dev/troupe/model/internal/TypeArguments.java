package dev.troupe.model.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a class puts in for the type parameters of an interface it implements, however far up. */
public final class TypeArguments {
  private TypeArguments() {}

  /**
   * The type argument at this index.
   *
   * @throws IllegalArgumentException if the class does not implement the interface, or leaves the
   *     parameter open
   */
  public static Type of(Class<?> type, Class<?> target, int index) {
    Type found = find(type, target, index, Map.of());
    if (found == null || found instanceof TypeVariable<?>) {
      throw new IllegalArgumentException(
          "%s: must say what %s answers, as in 'record Open(..) implements %s<.., Done>'"
              .formatted(type.getName(), target.getSimpleName(), target.getSimpleName()));
    }
    return found;
  }

  private static @Nullable Type find(
      Type type, Class<?> target, int index, Map<Type, Type> bindings) {
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Map<Type, Type> inner = new HashMap<>();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        Type argument = generic.getActualTypeArguments()[i];
        inner.put(raw.getTypeParameters()[i], bindings.getOrDefault(argument, argument));
      }
      return raw == target
          ? inner.get(raw.getTypeParameters()[index])
          : findAbove(raw, target, index, inner);
    }
    return type instanceof Class<?> raw ? findAbove(raw, target, index, Map.of()) : null;
  }

  private static @Nullable Type findAbove(
      Class<?> type, Class<?> target, int index, Map<Type, Type> bindings) {
    for (Type above : type.getGenericInterfaces()) {
      Type found = find(above, target, index, bindings);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
