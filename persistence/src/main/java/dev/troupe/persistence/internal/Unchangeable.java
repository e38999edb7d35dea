package dev.troupe.persistence.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of which no value can be changed in place, at any depth. */
final class Unchangeable {
  private static final Set<Class<?>> VALUES =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Currency.class,
          Locale.class);

  private Unchangeable() {}

  /** Whether that is certain; a list is not, since any list may stand behind it. */
  static boolean is(Type type) {
    return is(type, new HashSet<>());
  }

  private static boolean is(@Nullable Type type, Set<Type> seen) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        if (!is(argument, seen)) {
          return false;
        }
      }
      return generic.getRawType() == Optional.class || is(generic.getRawType(), seen);
    }
    return type instanceof Class<?> plain && (!seen.add(plain) || isPlain(plain, seen));
  }

  private static boolean isPlain(Class<?> type, Set<Type> seen) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!is(component.getGenericType(), seen)) {
          return false;
        }
      }
      return true;
    }
    if (type.isInterface() && type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (!is(permitted, seen)) {
          return false;
        }
      }
      return true;
    }
    return type.isPrimitive()
        || type.isEnum()
        || VALUES.contains(type)
        || (type.getName().startsWith("java.time.")
            && (TemporalAccessor.class.isAssignableFrom(type)
                || TemporalAmount.class.isAssignableFrom(type)));
  }
}
