package dev.troupe.persistence.evolution;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.evolution.Shape.Again;
import dev.troupe.persistence.evolution.Shape.Choice;
import dev.troupe.persistence.evolution.Shape.Elements;
import dev.troupe.persistence.evolution.Shape.Entries;
import dev.troupe.persistence.evolution.Shape.Field;
import dev.troupe.persistence.evolution.Shape.Fields;
import dev.troupe.persistence.evolution.Shape.Value;
import dev.troupe.persistence.evolution.Shape.Variants;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shapes of messages, found by what their classes say. Confined to one thread. */
final class Shapes {
  private final TypeFactory types = TypeFactory.defaultInstance();

  /** The records and sealed interfaces around the present place, the innermost last. */
  private final List<JavaType> around = new ArrayList<>();

  private Shapes() {}

  /** The shape of a message of this class. */
  static Shape of(Class<?> message) {
    Shapes shapes = new Shapes();
    return shapes.of(shapes.types.constructType(message));
  }

  private Shape of(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == Optional.class) {
      return of(type.containedTypeOrUnknown(0));
    }
    if (raw.isEnum()) {
      return new Choice(
          Arrays.stream(raw.getEnumConstants())
              .map(each -> ((Enum<?>) each).name())
              .sorted()
              .toList());
    }
    if (raw == List.class || raw == Set.class || raw == Collection.class) {
      return new Elements(of(type.getContentType()), raw == Set.class);
    }
    if (raw == Map.class) {
      return new Entries(of(type.getKeyType()), of(type.getContentType()));
    }
    return raw.isRecord() || (raw.isInterface() && raw.isSealed())
        ? named(type)
        : new Value(name(raw));
  }

  /** Boxed or not, what is stored is the same. */
  private static String name(Class<?> value) {
    Class<?> plain = MethodType.methodType(value).unwrap().returnType();
    return plain == CharSequence.class ? "String" : plain.getSimpleName();
  }

  private Shape named(JavaType type) {
    int place = around.lastIndexOf(type);
    if (place >= 0) {
      return new Again(around.size() - place);
    }
    around.add(type);
    Shape shape = type.getRawClass().isRecord() ? fields(type) : variants(type);
    around.removeLast();
    return shape;
  }

  private Shape fields(JavaType type) {
    Map<String, Field> fields = new TreeMap<>();
    for (RecordComponent component : type.getRawClass().getRecordComponents()) {
      JavaType resolved = types.resolveMemberType(component.getGenericType(), type.getBindings());
      fields.put(
          component.getName(),
          new Field(
              of(resolved),
              !isNullable(component.getAnnotatedType()) && component.getType() != Optional.class,
              isNullable(lastArgument(component.getAnnotatedType()))));
    }
    return new Fields(fields);
  }

  private Shape variants(JavaType type) {
    Class<?> raw = type.getRawClass();
    Map<String, Shape> variants = new TreeMap<>();
    for (Class<?> leaf : Names.leaves(raw.getSimpleName(), raw)) {
      variants.put(Names.kebab(leaf), of(types.constructType(leaf)));
    }
    return new Variants(variants);
  }

  private static boolean isNullable(@Nullable AnnotatedType type) {
    return type != null && type.isAnnotationPresent(Nullable.class);
  }

  /** Of a collection its elements, of a map its values. */
  private static @Nullable AnnotatedType lastArgument(AnnotatedType type) {
    if (!(type instanceof AnnotatedParameterizedType generic)) {
      return null;
    }
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    return arguments[arguments.length - 1];
  }
}
