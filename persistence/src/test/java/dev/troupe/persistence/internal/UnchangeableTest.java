package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnchangeableTest {
  enum Colour {
    RED
  }

  sealed interface Shape {}

  record Circle(int size, Colour colour) implements Shape {}

  record Path(List<Shape> shapes) implements Shape {}

  record Values(
      long number,
      Long boxed,
      String text,
      UUID id,
      BigDecimal price,
      Instant at,
      Duration took,
      Optional<Circle> circle) {}

  record Chain(Optional<Chain> next, Circle circle) {}

  record Raw(byte[] bytes) {}

  record Listed(Optional<List<String>> names) {}

  record Anything(Object value) {}

  record Generic<T>(T value) {}

  record Drawn(Shape shape) {}

  @ParameterizedTest
  @ValueSource(classes = {Values.class, Chain.class, Circle.class, Colour.class, int.class})
  void valuesAre(Class<?> type) {
    assertThat(Unchangeable.is(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Raw.class,
        Listed.class,
        Anything.class,
        Generic.class,
        Path.class,
        Drawn.class,
        StringBuilder.class
      })
  void whatMayHoldAListOrAnythingIsNot(Class<?> type) {
    assertThat(Unchangeable.is(type)).isFalse();
  }
}
