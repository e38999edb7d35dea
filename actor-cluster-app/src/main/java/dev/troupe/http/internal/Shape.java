package dev.troupe.http.internal;

import com.fasterxml.jackson.databind.JavaType;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What JSON a Java type is written as: what a body is checked against, and what the OpenAPI
 * document says.
 */
public sealed interface Shape {

  /** Whether a URL parameter of it is written as it is, and not as JSON. */
  default boolean isScalar() {
    return switch (this) {
      case Text text -> true;
      case Whole whole -> true;
      case Decimal decimal -> true;
      case Flag flag -> true;
      case Choice choice -> true;
      case ListOf list -> false;
      case MapOf map -> false;
      case Named named -> false;
      case Anything any -> false;
    };
  }

  /** Whether a URL parameter of it is repeated, once for each element. */
  default boolean isRepeated() {
    return this instanceof ListOf list && list.element().isScalar();
  }

  /** What a person is told that was expected, to follow "must be". */
  String words();

  /**
   * Text.
   *
   * @param format the format of JSON Schema, if it has one for this
   * @param words what it must be
   */
  record Text(@Nullable String format, String words) implements Shape {}

  /**
   * A whole number.
   *
   * @param format of OpenAPI
   * @param least the smallest; none if unbounded
   * @param most the largest; none if unbounded
   */
  record Whole(@Nullable String format, @Nullable BigInteger least, @Nullable BigInteger most)
      implements Shape {
    @Override
    public String words() {
      return least == null
          ? "a whole number"
          : "a whole number from %s to %s".formatted(least, most);
    }

    boolean holds(BigInteger number) {
      return least == null
          || most == null
          || (number.compareTo(least) >= 0 && number.compareTo(most) <= 0);
    }
  }

  /**
   * A number.
   *
   * @param format {@code double}, {@code float}, or none for any number of digits
   */
  record Decimal(@Nullable String format) implements Shape {
    @Override
    public String words() {
      return format == null ? "a number" : "a number that fits a " + format;
    }
  }

  /** True or false. */
  record Flag() implements Shape {
    @Override
    public String words() {
      return "true or false";
    }
  }

  /**
   * One of these words.
   *
   * @param names the words
   */
  record Choice(List<String> names) implements Shape {
    @Override
    public String words() {
      return "one of " + String.join(", ", names);
    }
  }

  /**
   * A list.
   *
   * @param element what each is
   * @param distinct whether it is a set
   */
  record ListOf(Shape element, boolean distinct) implements Shape {
    @Override
    public String words() {
      return "a list";
    }
  }

  /**
   * An object with any fields.
   *
   * @param value what each field holds
   */
  record MapOf(Shape value) implements Shape {
    @Override
    public String words() {
      return "an object";
    }
  }

  /**
   * A record or a sealed interface, by name because it may hold itself.
   *
   * @param type which
   */
  record Named(JavaType type) implements Shape {
    @Override
    public String words() {
      return "an object";
    }
  }

  /** A type of which only Jackson knows how it is written. */
  record Anything() implements Shape {
    @Override
    public String words() {
      return "what its type takes";
    }
  }

  /** What a {@link Named} is made of. */
  sealed interface Definition {}

  /**
   * A record.
   *
   * @param fields by name, in the order of the source
   */
  record Fields(Map<String, Field> fields) implements Definition {}

  /**
   * A sealed interface; the field {@code type} says which of its records it is.
   *
   * @param variants by the value of {@code type}
   */
  record Variants(Map<String, JavaType> variants) implements Definition {
    /** The field that says which. */
    static final String TAG = "type";
  }

  /**
   * A component of a record.
   *
   * @param name its name
   * @param shape what it holds
   * @param isRequired whether it must be there and not null
   */
  record Field(String name, Shape shape, boolean isRequired) {}
}
