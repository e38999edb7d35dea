package dev.troupe.model.internal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Refuses what can be changed in place.
 *
 * <p>Pekko keeps the object of a state over a restart, and applies an event before it is persisted;
 * a state that could be changed in place would then hold what was never stored. What is not known
 * to be a value is refused.
 */
public final class Immutable {
  /**
   * Values if what they hold are values. The collections of a message are read from JSON or CBOR.
   */
  private static final Set<Class<?>> CONTAINERS =
      Set.of(Collection.class, List.class, Set.class, Map.class, Optional.class);

  private static final Set<Class<?>> VALUES =
      Set.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Character.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Void.class,
          String.class,
          BigInteger.class,
          BigDecimal.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          UUID.class,
          URI.class,
          Locale.class,
          Currency.class,
          ZoneId.class);

  private final String owner;
  private final Set<Type> seen = new HashSet<>();

  private Immutable(String owner) {
    this.owner = owner;
  }

  /**
   * Refuses a type that is, or holds at any depth, what can be changed in place.
   *
   * @throws IllegalArgumentException naming the owner, the path of components and the type
   */
  public static void require(String owner, Type type) {
    new Immutable(owner).require(type, type.getTypeName());
  }

  private void require(Type type, String path) {
    if (!seen.add(type)) {
      return;
    }
    switch (type) {
      case ParameterizedType generic -> {
        if (!CONTAINERS.contains(generic.getRawType())) {
          requireClass((Class<?>) generic.getRawType(), path);
        }
        requireAll(generic.getActualTypeArguments(), path);
      }
      case WildcardType wildcard -> requireAll(wildcard.getUpperBounds(), path);
      case GenericArrayType array -> throw refusal(array, path);
      case Class<?> plain -> {
        requireNotRaw(plain, path);
        requireClass(plain, path);
      }
      default -> {
        // A type variable, whose argument is looked at where it is given.
      }
    }
  }

  private void requireNotRaw(Class<?> type, String path) {
    if (type.getTypeParameters().length > 0 && !type.isSealed()) {
      throw new IllegalArgumentException(
          "%s: %s is of %s without its type arguments, and so could hold anything; give them"
              .formatted(owner, path, type.getTypeName()));
    }
  }

  private void requireAll(Type[] types, String path) {
    for (Type each : types) {
      require(each, path);
    }
  }

  private void requireClass(Class<?> type, String path) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        require(component.getGenericType(), path + "." + component.getName());
      }
    } else if (type.isSealed() && type.isInterface()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (seen.add(permitted)) {
          requireClass(permitted, permitted.getName());
        }
      }
    } else if (!isValue(type)) {
      throw refusal(type, path);
    }
  }

  private static boolean isValue(Class<?> type) {
    return type.isPrimitive() || type.isEnum() || VALUES.contains(type) || isTime(type);
  }

  /** All final classes of java.time are values; its clocks are not final. */
  private static boolean isTime(Class<?> type) {
    return type.getPackageName().equals("java.time") && Modifier.isFinal(type.getModifiers());
  }

  private IllegalArgumentException refusal(Type type, String path) {
    return new IllegalArgumentException(
        "%s: %s is of %s, which can be changed in place; use a record, an enum, a sealed interface of them, List, Set, Map, Optional or a value type"
            .formatted(owner, path, type.getTypeName()));
  }
}
