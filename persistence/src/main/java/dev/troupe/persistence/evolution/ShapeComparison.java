package dev.troupe.persistence.evolution;

import dev.troupe.persistence.evolution.Shape.Again;
import dev.troupe.persistence.evolution.Shape.Choice;
import dev.troupe.persistence.evolution.Shape.Elements;
import dev.troupe.persistence.evolution.Shape.Entries;
import dev.troupe.persistence.evolution.Shape.Field;
import dev.troupe.persistence.evolution.Shape.Fields;
import dev.troupe.persistence.evolution.Shape.Value;
import dev.troupe.persistence.evolution.Shape.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether all that was written in one shape is read in another with nothing of it lost. Confined to
 * one thread.
 */
final class ShapeComparison {
  private static final Set<String> WHOLE = Set.of("byte", "short", "int", "long", "BigInteger");

  /** What holds every value of the type before the arrow. */
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "byte", Set.of("short", "int", "long", "float", "double"),
          "short", Set.of("int", "long", "float", "double"),
          "int", Set.of("long", "double"),
          "char", Set.of("String"),
          "float", Set.of("double"));

  private final List<String> problems = new ArrayList<>();
  private final List<Pair> seen = new ArrayList<>();

  private ShapeComparison() {}

  private record Pair(Shape written, Shape read) {
    @SuppressWarnings("ReferenceEquality") // The same place, and not one that looks like it.
    boolean is(Shape otherWritten, Shape otherRead) {
      return written == otherWritten && read == otherRead;
    }
  }

  /** A shape and what is around it. */
  private record Place(Shape shape, @Nullable Place outer) {
    Place in(Shape part) {
      return new Place(part, this);
    }

    /** The place that is meant, where it only says which one of those around it is. */
    Place resolved() {
      if (!(shape instanceof Again again)) {
        return this;
      }
      Place place = Objects.requireNonNull(outer);
      int left = again.levels();
      while (true) {
        boolean isNamed = place.shape instanceof Fields || place.shape instanceof Variants;
        left -= isNamed ? 1 : 0;
        if (left == 0) {
          return place;
        }
        place = Objects.requireNonNull(place.outer);
      }
    }
  }

  /** What of the written can't be read, each a sentence; empty if all can. */
  static List<String> problems(Shape written, Shape read) {
    ShapeComparison comparison = new ShapeComparison();
    comparison.compare("", new Place(written, null), new Place(read, null));
    return List.copyOf(comparison.problems);
  }

  private void compare(String path, Place writtenAt, Place readAt) {
    Place written = writtenAt.resolved();
    Place read = readAt.resolved();
    if (seen.stream().anyMatch(pair -> pair.is(written.shape(), read.shape()))) {
      return;
    }
    seen.add(new Pair(written.shape(), read.shape()));
    if (written.shape() instanceof Fields w && read.shape() instanceof Fields r) {
      compareFields(path, written, w.fields(), read, r.fields());
    } else if (written.shape() instanceof Variants w && read.shape() instanceof Variants r) {
      compareVariants(path, written, w.variants(), read, r.variants());
    } else if (written.shape() instanceof Choice w && read.shape() instanceof Choice r) {
      compareChoices(path, w, r);
    } else if (written.shape() instanceof Elements w && read.shape() instanceof Elements r) {
      if (r.isDistinct() && !w.isDistinct()) {
        problems.add(
            "%s was a list and is a set, which loses what is there twice".formatted(called(path)));
      }
      compare(path + "[]", written.in(w.element()), read.in(r.element()));
    } else if (written.shape() instanceof Entries w && read.shape() instanceof Entries r) {
      compare(joined(path, "key"), written.in(w.key()), read.in(r.key()));
      compare(joined(path, "value"), written.in(w.value()), read.in(r.value()));
    } else if (!isAsWide(written.shape(), read.shape())) {
      problems.add(
          "%s was %s and is %s"
              .formatted(called(path), words(written.shape()), words(read.shape())));
    }
  }

  private void compareVariants(
      String path, Place written, Map<String, Shape> was, Place read, Map<String, Shape> is) {
    was.forEach((name, variant) -> {
      Shape same = is.get(name);
      if (same == null) {
        problems.add("%s could be '%s', which is gone".formatted(called(path), name));
      } else {
        compare(joined(path, name), written.in(variant), read.in(same));
      }
    });
  }

  private void compareChoices(String path, Choice was, Choice is) {
    was.names().stream()
        .filter(name -> !is.names().contains(name))
        .forEach(
            name -> problems.add("%s could be '%s', which is gone".formatted(called(path), name)));
  }

  private void compareFields(
      String path, Place written, Map<String, Field> was, Place read, Map<String, Field> is) {
    was.forEach((name, field) -> {
      String inner = joined(path, name);
      Field same = is.get(name);
      if (same == null) {
        missing(inner, field, was, is);
      } else {
        if (!field.isRequired() && same.isRequired()) {
          problems.add("'%s' could be missing and is required".formatted(inner));
        }
        if (field.mayHoldNull() && !same.mayHoldNull()) {
          problems.add("'%s' could hold null and may not".formatted(inner));
        }
        compare(inner, written.in(field.shape()), read.in(same.shape()));
      }
    });
    is.forEach((name, field) -> {
      if (field.isRequired() && !was.containsKey(name)) {
        problems.add("'%s' is new and required".formatted(joined(path, name)));
      }
    });
  }

  /**
   * One that could be missing may go, since it came that way; but it may not go by another name.
   */
  private void missing(String path, Field field, Map<String, Field> was, Map<String, Field> is) {
    if (field.isRequired()) {
      problems.add("'%s' is gone, and with it what is stored of it".formatted(path));
      return;
    }
    is.forEach((name, other) -> {
      boolean isNew = !was.containsKey(name);
      if (isNew && !other.isRequired() && other.shape().equals(field.shape())) {
        problems.add(
            "'%s' is gone and '%s' is new and like it, which looks like another name for it"
                .formatted(path, name));
      }
    });
  }

  private static boolean isAsWide(Shape written, Shape read) {
    if (written instanceof Choice && read instanceof Value value) {
      return value.name().equals("String");
    }
    if (!(written instanceof Value was) || !(read instanceof Value is)) {
      return false;
    }
    boolean isWhole = WHOLE.contains(was.name());
    return was.name().equals(is.name())
        || WIDER.getOrDefault(was.name(), Set.of()).contains(is.name())
        || (isWhole && is.name().equals("BigInteger"))
        || (isWhole && is.name().equals("BigDecimal"));
  }

  private static String words(Shape shape) {
    return switch (shape) {
      case Value value -> value.name();
      case Choice choice -> "one of " + choice.names();
      case Fields fields -> "a record";
      case Variants variants -> "one of several records";
      case Elements elements -> elements.isDistinct() ? "a set" : "a list";
      case Entries entries -> "a map";
      case Again again -> throw new IllegalStateException("is resolved: " + again);
    };
  }

  private static String called(String path) {
    return path.isEmpty() ? "it" : "'" + path + "'";
  }

  private static String joined(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
