package dev.troupe.persistence.internal;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import dev.troupe.model.internal.Names;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson what records and sealed interfaces already say: which components may be absent, and
 * what the members of a sealed interface are called. So no message needs an annotation.
 */
final class RecordIntrospector extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "type";

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    RecordComponent component = component(member);
    return component == null ? null : !mayBeAbsent(component);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    RecordComponent component = component(annotated);
    return component == null
        ? JsonSetter.Value.empty()
        : JsonSetter.Value.forValueNulls(
            mayBeAbsent(component) ? Nulls.DEFAULT : Nulls.FAIL,
            mayHoldNull(component.getAnnotatedType()) ? Nulls.DEFAULT : Nulls.FAIL);
  }

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
    if (!isSealedInterface(type.getRawType())) {
      return null;
    }
    var settings =
        JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, NAME, null, false, true);
    return new StdTypeResolverBuilder().init(settings, null);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    if (!isSealedInterface(type)) {
      return null;
    }
    Map<String, NamedType> members = new LinkedHashMap<>();
    for (Class<?> leaf : Names.leaves(type.getSimpleName(), type)) {
      requireNoNameOfOurs(leaf);
      NamedType other = members.put(Names.kebab(leaf), new NamedType(leaf, Names.kebab(leaf)));
      if (other != null) {
        throw new IllegalArgumentException(
            "%s: '%s' names both %s and %s; rename one of them"
                .formatted(
                    type.getName(), Names.kebab(leaf), other.getType().getName(), leaf.getName()));
      }
    }
    return List.copyOf(members.values());
  }

  private static void requireNoNameOfOurs(Class<?> leaf) {
    RecordComponent[] components = leaf.getRecordComponents();
    if (components != null
        && Arrays.stream(components).anyMatch(each -> each.getName().equals(NAME))) {
      throw new IllegalArgumentException(
          "%s: a member of a sealed interface is told by '%s', so no component can be called that; rename it"
              .formatted(leaf.getName(), NAME));
    }
  }

  private static boolean isSealedInterface(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  private static boolean mayBeAbsent(RecordComponent component) {
    return component.getType() == Optional.class
        || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** Whether the elements of a collection, or the values of a map, may be null. */
  private static boolean mayHoldNull(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      return arguments[arguments.length - 1].isAnnotationPresent(Nullable.class);
    }
    return false;
  }

  /** JSpecify's annotations are on the type and not on the parameter, where Jackson would look. */
  private static @Nullable RecordComponent component(Annotated annotated) {
    if (annotated instanceof AnnotatedParameter parameter) {
      RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
      if (components != null
          && components.length == parameter.getOwner().getParameterCount()
          && parameter.getIndex() < components.length) {
        return components[parameter.getIndex()];
      }
    }
    return null;
  }
}
