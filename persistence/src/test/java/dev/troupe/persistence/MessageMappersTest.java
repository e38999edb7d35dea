package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageMappersTest {
  private final ObjectMapper cbor = MessageMappers.cbor();
  private final ObjectMapper json = MessageMappers.strictJson();

  record Person(String name, int age, @Nullable String nick, Optional<String> mail) {}

  record Measured(
      long whole, double real, boolean yes, BigDecimal exact, BigInteger big, Colour colour) {}

  enum Colour {
    RED,
    GREEN
  }

  record Moment(Instant at, Duration took, UUID id, BigDecimal price, byte[] raw) {}

  record Lists(List<String> names, Map<String, Integer> counts, Set<Colour> colours) {}

  record Holes(List<@Nullable String> names) {}

  record Nest(@Nullable Nest inner) {}

  record Text(String text) {}

  record Empty() {}

  @Test
  void aMissingRequiredComponentIsRefused() {
    assertRefused(Person.class, "{'age': 4}", "name");
    assertRefused(Person.class, "{'name': 'a'}", "age");
  }

  @Test
  void aNullRequiredComponentIsRefused() {
    assertRefused(Person.class, "{'name': null, 'age': 4}", "name");
    assertRefused(Person.class, "{'name': 'a', 'age': null}", "age");
  }

  @Test
  void aNullableOrOptionalComponentMayBeAbsentOrNull() throws IOException {
    Person expected = new Person("a", 4, null, Optional.empty());
    for (String text :
        List.of("{'name': 'a', 'age': 4}", "{'name': 'a', 'age': 4, 'nick': null, 'mail': null}")) {
      assertThat(json.readValue(quoted(text), Person.class)).isEqualTo(expected);
      assertThat(cbor.readValue(cborOf(text), Person.class)).isEqualTo(expected);
    }
  }

  @Test
  void whatIsAbsentIsNotWritten() throws IOException {
    assertThat(json.writeValueAsString(new Person("a", 4, null, Optional.empty())))
        .isEqualTo("{\"name\":\"a\",\"age\":4}");
  }

  @Test
  void anUnknownFieldIsRefusedFromOutsideAndSkippedBetweenNodes() throws IOException {
    String text = "{'name': 'a', 'age': 4, 'shoe': {'size': [43]}}";
    assertThatThrownBy(() -> json.readValue(quoted(text), Person.class))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("shoe");
    assertThat(cbor.readValue(cborOf(text), Person.class).name()).isEqualTo("a");
  }

  @Test
  void aDuplicateKeyOrTrailingTextIsRefused() {
    assertThatThrownBy(() -> json.readValue("{\"text\":\"a\",\"text\":\"b\"}", Text.class))
        .hasMessageContaining("Duplicate");
    assertThatThrownBy(() -> json.readValue("{\"text\":\"a\"} {}", Text.class))
        .hasMessageContaining("Trailing token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'whole': 1.5",
        "'whole': 1.0",
        "'whole': '1'",
        "'whole': ''",
        "'whole': true",
        "'whole': 9223372036854775808",
        "'whole': 1e3",
        "'real': '1.5'",
        "'yes': 1",
        "'yes': 'true'",
        "'yes': ''",
        "'exact': '1.5'",
        "'big': '15'",
        "'big': 1.5",
        "'colour': 0",
        "'colour': 'red'",
        "'colour': ''"
      })
  void aValueOfAnotherTypeIsRefused(String field) {
    String good = "'whole': 1, 'real': 1.5, 'yes': true, 'exact': 1.5, 'big': 15, 'colour': 'RED'";
    String name = field.substring(0, field.indexOf(':'));
    String text = "{" + good.replaceFirst(name + ": [^,]+", field) + "}";
    assertThat(text).isNotEqualTo("{" + good + "}");
    assertRefused(Measured.class, text, name.replace("'", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "1.5", "true", "['a']", "{'a': 1}"})
  void whatIsNoTextIsNotTakenForText(String value) {
    assertRefused(Text.class, "{'text': " + value + "}", "text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "[]", "5", "'a'"})
  void whatIsNoObjectIsNotTakenForARecord(String value) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.readValue(quoted(value), Person.class));
  }

  @Test
  void aNullInAListOrMapIsRefusedUnlessItIsDeclared() throws IOException {
    assertRefused(Lists.class, "{'names': ['a', null], 'counts': {}, 'colours': []}", "names");
    assertRefused(Lists.class, "{'names': [], 'counts': {'a': null}, 'colours': []}", "counts");
    assertThat(json.readValue(quoted("{'names': ['a', null]}"), Holes.class).names())
        .containsExactly("a", null);
  }

  @Test
  void valuesSurviveBothWays() throws IOException {
    Moment moment =
        new Moment(
            Instant.parse("2026-02-03T04:05:06.123456789Z"),
            Duration.ofSeconds(90, 1),
            UUID.randomUUID(),
            new BigDecimal("12345678901234567890.123400"),
            new byte[] {1, -1});
    Lists lists =
        new Lists(List.of("b", "a"), Map.of("x", 1, "y", -1), Set.of(Colour.RED, Colour.GREEN));
    for (ObjectMapper mapper : List.of(cbor, json)) {
      Moment read = mapper.readValue(mapper.writeValueAsBytes(moment), Moment.class);
      assertThat(read).usingRecursiveComparison().isEqualTo(moment);
      assertThat(read.price()).isEqualTo(moment.price());
      assertThat(mapper.readValue(mapper.writeValueAsBytes(lists), Lists.class)).isEqualTo(lists);
      assertThat(mapper.readValue(mapper.writeValueAsBytes(new Empty()), Empty.class))
          .isEqualTo(new Empty());
    }
  }

  @Test
  void timesReadAsPeopleWriteThem() throws IOException {
    assertThat(json.writeValueAsString(Map.of("at", Instant.EPOCH)))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\"}");
    assertThat(json.writeValueAsString(Map.of("took", Duration.ofMinutes(90))))
        .isEqualTo("{\"took\":\"PT1H30M\"}");
  }

  @Test
  void whatIsTooDeepIsNeitherReadNorWritten() {
    String deep = "{\"inner\":".repeat(65) + "null" + "}".repeat(65);
    assertThatThrownBy(() -> json.readValue(deep, Nest.class)).hasMessageContaining("depth (65)");
    Nest nest = new Nest(null);
    for (int i = 0; i < 65; i++) {
      nest = new Nest(nest);
    }
    Nest deepest = nest;
    for (ObjectMapper mapper : List.of(cbor, json)) {
      assertThatThrownBy(() -> mapper.writeValueAsBytes(deepest))
          .isInstanceOf(JsonProcessingException.class)
          .hasMessageContaining("depth (65)");
    }
  }

  @Test
  void aTextThatIsTooLongIsRefused() throws IOException {
    byte[] longest = json.writeValueAsBytes(new Text("x".repeat(262_144)));
    assertThat(json.readValue(longest, Text.class).text()).hasSize(262_144);
    for (ObjectMapper mapper : List.of(cbor, json)) {
      byte[] bytes = mapper.writeValueAsBytes(new Text("x".repeat(262_145)));
      assertThatThrownBy(() -> mapper.readValue(bytes, Text.class))
          .hasMessageContaining("262145")
          .hasMessageContaining("262144");
    }
  }

  @Test
  void aNumberThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> json.readTree("{\"big\":" + "9".repeat(101) + "}"))
        .hasMessageContaining("(101)");
  }

  @Test
  void aDocumentThatIsTooLongIsRefused() throws IOException {
    for (ObjectMapper mapper : List.of(cbor, json)) {
      byte[] bytes =
          mapper.writeValueAsBytes(
              new Lists(Collections.nCopies(5, "x".repeat(250_000)), Map.of(), Set.of()));
      assertThat(bytes.length).isGreaterThan(MessageMappers.LONGEST_MESSAGE);
      assertThatThrownBy(() -> mapper.readValue(bytes, Lists.class))
          .hasMessageContaining("1048576");
      assertThatThrownBy(() -> mapper.readValue(new ByteArrayInputStream(bytes), Lists.class))
          .hasMessageContaining("1048576");
    }
  }

  @Test
  void tooManyTokensAreRefused() {
    String text = "{\"names\":[" + "1,".repeat(510_000) + "1]}";
    assertThat(text.length()).isLessThan(MessageMappers.LONGEST_MESSAGE);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> json.readTree(text))
        .withMessageContaining("500000");
  }

  private <T> void assertRefused(Class<T> type, String text, String names) {
    assertThatThrownBy(() -> json.readValue(quoted(text), type))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining(names);
    assertThatThrownBy(() -> cbor.readValue(cborOf(text), type))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining(names);
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  private static byte[] cborOf(String text) throws IOException {
    return MessageMappers.cbor().writeValueAsBytes(new ObjectMapper().readTree(quoted(text)));
  }
}
