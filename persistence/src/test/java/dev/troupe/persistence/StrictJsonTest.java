package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private static final ObjectMapper JSON = MessageMappers.strictJson();

  enum Color {
    RED
  }

  record Line(long cents) {}

  record All(
      @Nullable Long whole,
      @Nullable Integer small,
      @Nullable Double decimal,
      @Nullable Float coarse,
      @Nullable Boolean flag,
      @Nullable String text,
      @Nullable Color color,
      @Nullable List<String> texts,
      Optional<Line> line) {}

  record Needs(String text, long whole) {}

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'whole': '5'} | whole",
        "{'whole': ''} | whole",
        "{'whole': 1.5} | whole",
        "{'whole': 1.0} | whole",
        "{'whole': true} | whole",
        "{'whole': 9223372036854775808} | whole",
        "{'small': 2147483648} | small",
        "{'decimal': '1.5'} | decimal",
        "{'decimal': 'NaN'} | decimal",
        "{'decimal': '-Infinity'} | decimal",
        "{'decimal': ''} | decimal",
        "{'decimal': true} | decimal",
        "{'decimal': 1e400} | decimal",
        "{'coarse': 'NaN'} | coarse",
        "{'coarse': 1e40} | coarse",
        "{'flag': 'true'} | flag",
        "{'flag': 1} | flag",
        "{'flag': ''} | flag",
        "{'text': 5} | text",
        "{'text': 1.5} | text",
        "{'text': true} | text",
        "{'text': {}} | text",
        "{'text': ['a']} | text",
        "{'color': 0} | color",
        "{'color': '0'} | color",
        "{'color': 'red'} | color",
        "{'color': ''} | color",
        "{'texts': 'a'} | texts",
        "{'texts': ['a', null]} | texts.1",
        "{'texts': [5]} | texts.0",
        "{'line': {'cents': 'x'}} | line.cents",
        "{'line': {'cents': null}} | line.cents",
        "{'line': {}} | line.cents",
        "{'other': 1} | other",
      })
  void refusesAValueOfAnotherTypeAndNamesItsField(String body, String path) {
    var refused =
        catchThrowableOfType(
            JsonMappingException.class, () -> JSON.readValue(body.replace('\'', '"'), All.class));

    assertThat(refused).isNotNull();
    assertThat(
            refused.getPath().stream()
                .map(at -> at.getFieldName() != null ? at.getFieldName() : "" + at.getIndex())
                .collect(Collectors.joining(".")))
        .isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"text\": null}", "{\"text\": \"a\"}"})
  void refusesARequiredFieldThatIsMissingOrNull(String body) {
    assertThat(
            catchThrowableOfType(
                JsonMappingException.class, () -> JSON.readValue(body, Needs.class)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"whole\": 1, \"whole\": 2}",
        "{} {}",
        "{\"whole\": 1",
        "{\"whole\": 01}",
        "{\"whole\": NaN}"
      })
  void refusesWhatIsNotOneJsonValue(String body) {
    assertThat(
            catchThrowableOfType(
                JsonProcessingException.class, () -> JSON.readValue(body, All.class)))
        .isNotNull();
  }

  @Test
  void readsWhatFits() throws Exception {
    All all =
        JSON.readValue(
            """
            {"whole": 9223372036854775807, "decimal": 2, "coarse": 0.5, "flag": true, "text": "a",
             "color": "RED", "texts": ["a"], "line": {"cents": 1}, "small": null}
            """,
            All.class);

    assertThat(all)
        .isEqualTo(
            new All(
                Long.MAX_VALUE,
                null,
                2.0,
                0.5f,
                true,
                "a",
                Color.RED,
                List.of("a"),
                Optional.of(new Line(1))));
  }
}
