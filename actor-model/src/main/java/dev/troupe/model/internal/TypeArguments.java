package dev.troupe.model.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a class puts in for the type parameters of an interface it implements, however far up. */
public final class TypeArguments {
  private TypeArguments() {}

  /**
   * The type argument at this index.
   *
   * @throws IllegalArgumentException if the class does not implement the interface, or leaves the
   *     parameter, or a part of it, open
   */
  public static Type of(Class<?> type, Class<?> target, int index) {
    Type found = find(type, target, index, Map.of());
    if (found == null || isOpen(found)) {
      throw new IllegalArgumentException(
          "%s: must say what it is answered with, as in 'record Open(..) implements %s<.., Done>'"
              .formatted(type.getName(), target.getSimpleName()));
    }
    return found;
  }

  private static @Nullable Type find(
      Type type, Class<?> target, int index, Map<Type, Type> bindings) {
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Map<Type, Type> inner = new HashMap<>();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        inner.put(raw.getTypeParameters()[i], bind(generic.getActualTypeArguments()[i], bindings));
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

  /** {@code List<T>} is {@code List<Line>} where T is bound to Line. */
  private static Type bind(Type type, Map<Type, Type> bindings) {
    if (type instanceof ParameterizedType generic && isOpen(generic)) {
      return new Bound(
          generic.getRawType(),
          Arrays.stream(generic.getActualTypeArguments()).map(a -> bind(a, bindings)).toList());
    }
    return bindings.getOrDefault(type, type);
  }

  private static boolean isOpen(Type type) {
    return type instanceof TypeVariable<?>
        || (type instanceof ParameterizedType generic
            && Arrays.stream(generic.getActualTypeArguments()).anyMatch(TypeArguments::isOpen));
  }

  /**
   * A generic type whose variables were replaced; equal to the platform's own of the same parts.
   */
  private record Bound(Type raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return raw instanceof Class<?> type ? type.getDeclaringClass() : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ParameterizedType that
          && raw.equals(that.getRawType())
          && Objects.equals(getOwnerType(), that.getOwnerType())
          && arguments.equals(List.of(that.getActualTypeArguments()));
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(getActualTypeArguments())
          ^ Objects.hashCode(getOwnerType())
          ^ raw.hashCode();
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getTypeName() + "<", ">"));
    }
  }
}
