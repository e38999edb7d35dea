package dev.troupe.persistence.evolution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.persistence.MessageMappers;
import java.util.List;
import java.util.Map;

/**
 * What a stored message is made of, without the names of classes: those may change as they like.
 */
sealed interface Shape {

  /**
   * A value without parts.
   *
   * @param name such as {@code long}, {@code String} or {@code Instant}
   */
  record Value(String name) implements Shape {}

  /**
   * A constant of an enum.
   *
   * @param names sorted, since their order is not stored
   */
  record Choice(List<String> names) implements Shape {}

  /**
   * A record.
   *
   * @param fields by name
   */
  record Fields(Map<String, Field> fields) implements Shape {}

  /**
   * A member of a sealed interface, stored with its name.
   *
   * @param variants by name
   */
  record Variants(Map<String, Shape> variants) implements Shape {}

  /**
   * A collection.
   *
   * @param isDistinct whether it is a set
   */
  record Elements(Shape element, boolean isDistinct) implements Shape {}

  /** A map. */
  record Entries(Shape key, Shape value) implements Shape {}

  /**
   * A record or sealed interface around this place, which so holds itself.
   *
   * @param levels how many of them outwards, from 1
   */
  record Again(int levels) implements Shape {}

  /**
   * A component of a record.
   *
   * @param isRequired whether it is always there
   * @param mayHoldNull whether what it holds may be null, if it is a collection or a map
   */
  record Field(Shape shape, boolean isRequired, boolean mayHoldNull) {}

  /** As it is stored in the catalogue: JSON, the same for the same shape. */
  default String text() {
    try {
      return Texts.JSON.writerFor(Shape.class).writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a shape can't be written: " + this, e);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is nothing of the kind
   */
  static Shape parse(String text) {
    try {
      return Texts.JSON.readValue(text, Shape.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "a shape can't be read: %s; it was '%s'".formatted(e.getOriginalMessage(), text), e);
    }
  }

  /** How shapes are written. */
  final class Texts {
    private static final ObjectMapper JSON = MessageMappers.strictJson();

    private Texts() {}
  }
}
