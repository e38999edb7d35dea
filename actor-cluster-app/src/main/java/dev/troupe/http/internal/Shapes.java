package dev.troupe.http.internal;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.troupe.http.internal.Shape.Choice;
import dev.troupe.http.internal.Shape.Decimal;
import dev.troupe.http.internal.Shape.Definition;
import dev.troupe.http.internal.Shape.Field;
import dev.troupe.http.internal.Shape.Fields;
import dev.troupe.http.internal.Shape.Flag;
import dev.troupe.http.internal.Shape.ListOf;
import dev.troupe.http.internal.Shape.MapOf;
import dev.troupe.http.internal.Shape.Named;
import dev.troupe.http.internal.Shape.Text;
import dev.troupe.http.internal.Shape.Variants;
import dev.troupe.http.internal.Shape.Whole;
import dev.troupe.model.internal.Names;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The shapes of Java types, as Jackson writes them with the settings of messages. Thread-safe. */
public final class Shapes {
  private static final Text TEXT = new Text(null, "text");
  private static final Text CHARACTER = new Text(null, "a text of one character");
  private static final Text DATE_TIME =
      new Text("date-time", "a date and time with an offset, such as 2026-01-31T12:30:00Z");
  private static final Map<Class<?>, Shape> SCALARS =
      Map.ofEntries(
          Map.entry(String.class, TEXT),
          Map.entry(CharSequence.class, TEXT),
          Map.entry(Character.class, CHARACTER),
          Map.entry(Boolean.class, new Flag()),
          Map.entry(Byte.class, whole(null, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry(Short.class, whole(null, Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry(Integer.class, whole("int32", Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(Long.class, whole("int64", Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(BigInteger.class, new Whole(null, null, null)),
          Map.entry(Float.class, new Decimal("float")),
          Map.entry(Double.class, new Decimal("double")),
          Map.entry(BigDecimal.class, new Decimal(null)),
          Map.entry(Instant.class, DATE_TIME),
          Map.entry(OffsetDateTime.class, DATE_TIME),
          Map.entry(ZonedDateTime.class, DATE_TIME),
          Map.entry(LocalDate.class, new Text("date", "a date such as 2026-01-31")),
          Map.entry(LocalTime.class, new Text(null, "a time of day such as 12:30:00")),
          Map.entry(
              LocalDateTime.class,
              new Text(null, "a date and time without an offset, such as 2026-01-31T12:30:00")),
          Map.entry(Duration.class, new Text("duration", "a duration such as PT1H30M")),
          Map.entry(
              UUID.class, new Text("uuid", "a UUID such as 123e4567-e89b-12d3-a456-426614174000")),
          Map.entry(URI.class, new Text("uri-reference", "a URI")));

  private final TypeFactory types = TypeFactory.defaultInstance();
  private final ConcurrentMap<JavaType, Definition> definitions = new ConcurrentHashMap<>();

  private static Whole whole(@Nullable String format, long least, long most) {
    return new Whole(format, BigInteger.valueOf(least), BigInteger.valueOf(most));
  }

  /** The shape of a type as reflection gives it. */
  public Shape of(Type type) {
    return of(types.constructType(type));
  }

  /** The shape of a resolved type. */
  public Shape of(JavaType type) {
    Class<?> raw = type.getRawClass();
    Shape scalar = SCALARS.get(boxed(raw));
    if (scalar != null) {
      return scalar;
    }
    if (raw == Optional.class) {
      return of(type.containedTypeOrUnknown(0));
    }
    if (raw.isEnum()) {
      return new Choice(
          Arrays.stream(raw.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList());
    }
    if (raw == List.class || raw == Set.class || raw == java.util.Collection.class) {
      return new ListOf(of(type.getContentType()), raw == Set.class);
    }
    if (raw == Map.class) {
      return new MapOf(of(type.getContentType()));
    }
    return raw.isRecord() || isOneOfRecords(raw) ? new Named(type) : new Shape.Anything();
  }

  private static Class<?> boxed(Class<?> raw) {
    return raw.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(raw).wrap().returnType()
        : raw;
  }

  private static boolean isOneOfRecords(Class<?> raw) {
    return raw.isInterface() && raw.isSealed() && leaves(raw).stream().allMatch(Class::isRecord);
  }

  private static List<Class<?>> leaves(Class<?> raw) {
    return Names.leaves(raw.getSimpleName(), raw);
  }

  /** What the record or sealed interface is made of. */
  public Definition definition(Named named) {
    return definitions.computeIfAbsent(named.type(), this::define);
  }

  private Definition define(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (!raw.isRecord()) {
      Map<String, JavaType> variants = new LinkedHashMap<>();
      leaves(raw).forEach(leaf -> variants.put(Names.kebab(leaf), types.constructType(leaf)));
      return new Variants(variants);
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : raw.getRecordComponents()) {
      JavaType resolved = types.resolveMemberType(component.getGenericType(), type.getBindings());
      fields.put(
          component.getName(), new Field(component.getName(), of(resolved), isRequired(component)));
    }
    return new Fields(fields);
  }

  /** As dev.troupe.persistence tells Jackson. */
  private static boolean isRequired(RecordComponent component) {
    return component.getType() != Optional.class
        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
