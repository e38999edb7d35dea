package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.persistence.MessageMappers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIntrospectorTest {
  private final ObjectMapper cbor = MessageMappers.cbor();
  private final ObjectMapper json = MessageMappers.strictJson();

  sealed interface Shape {}

  sealed interface Round extends Shape {}

  record Circle(int size) implements Round {}

  record BigSquare(int size, @Nullable Shape inner) implements Shape {}

  record Point() implements Shape {}

  enum Named implements Shape {
    UNIT_SQUARE
  }

  record Drawing(Shape shape, @Nullable Shape next) {}

  record Album(List<Shape> list, Map<String, Shape> map, Optional<Shape> one, Round round) {}

  sealed interface Clash {}

  record Typed(String type) implements Clash {}

  record Clashing(Clash clash) {}

  sealed interface Twice {}

  record Same() implements Twice {}

  static final class Other {
    record Same() implements Twice {}
  }

  record Twofold(Twice twice) {}

  record Constructed(int low, int high) {
    Constructed(int both) {
      this(both, both);
    }
  }

  record Computing(boolean open, int size) {
    public boolean isOpen() {
      return open;
    }

    public boolean isEmpty() {
      return size == 0;
    }

    public int getTwice() {
      return 2 * size;
    }

    public static Computing valueOf(String text) {
      return new Computing(true, text.length());
    }
  }

  @Test
  void whatARecordComputesIsNeitherWrittenNorRead() throws IOException {
    assertThat(json.writeValueAsString(new Computing(true, 0)))
        .isEqualTo("{\"open\":true,\"size\":0}");
    assertThat(cbor.readTree(cbor.writeValueAsBytes(new Computing(true, 0)))).hasSize(2);
    assertThat(json.readValue("{\"open\":true,\"size\":3}", Computing.class))
        .isEqualTo(new Computing(true, 3));
    assertThatThrownBy(() -> json.readValue("\"abc\"", Computing.class))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aMemberOfASealedInterfaceIsToldByItsKebabName() throws IOException {
    assertThat(json.writeValueAsString(new Drawing(new BigSquare(2, new Circle(1)), null)))
        .isEqualTo(
            "{\"shape\":{\"type\":\"big-square\",\"size\":2,\"inner\":{\"type\":\"circle\",\"size\":1}}}");
  }

  @Test
  void membersSurviveWhereverTheyAre() throws IOException {
    Album album =
        new Album(
            List.of(new Circle(1), new Point(), Named.UNIT_SQUARE),
            Map.of("a", new BigSquare(2, new Point())),
            Optional.of(Named.UNIT_SQUARE),
            new Circle(3));
    for (ObjectMapper mapper : List.of(cbor, json)) {
      assertThat(mapper.readValue(mapper.writeValueAsBytes(album), Album.class)).isEqualTo(album);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'shape': {}}",
        "{'shape': {'size': 1}}",
        "{'shape': {'type': 'hexagon', 'size': 1}}",
        "{'shape': {'type': 'Circle', 'size': 1}}",
        "{'shape': {'type': 'java.lang.Runtime'}}",
        "{'shape': {'type': 'dev.troupe.persistence.internal.RecordIntrospectorTest$Circle'}}",
        "{'shape': {'type': 'circle', 'size': 1, 'more': 2}}",
        "{'shape': null}",
        "{'shape': []}"
      })
  void whatIsNoMemberIsRefused(String text) {
    assertThatThrownBy(() -> json.readValue(text.replace('\'', '"'), Drawing.class))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theNameMayComeLast() throws IOException {
    assertThat(json.readValue("{\"shape\":{\"size\":1,\"type\":\"circle\"}}", Drawing.class))
        .isEqualTo(new Drawing(new Circle(1), null));
  }

  @Test
  void aComponentCalledTypeIsRefused() {
    assertThatThrownBy(() -> json.writeValueAsString(new Clashing(new Typed("a"))))
        .hasMessageContaining("no component can be called that; rename it");
  }

  @Test
  void twoMembersOfOneNameAreRefused() {
    assertThatThrownBy(() -> json.writeValueAsString(new Twofold(new Same())))
        .hasMessageContaining("'same' names both");
  }

  @Test
  void aFurtherConstructorChangesNothing() throws IOException {
    assertThat(json.readValue("{\"low\":1,\"high\":2}", Constructed.class))
        .isEqualTo(new Constructed(1, 2));
    assertThatThrownBy(() -> json.readValue("{\"low\":1}", Constructed.class))
        .hasMessageContaining("high");
    assertThatThrownBy(() -> json.readValue("5", Constructed.class))
        .isInstanceOf(IOException.class);
  }
}
