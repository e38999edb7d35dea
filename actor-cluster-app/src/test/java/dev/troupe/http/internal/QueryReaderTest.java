package dev.troupe.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.http.Gadget;
import dev.troupe.http.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryReaderTest {
  private static final QueryReader ECHO =
      new QueryReader(new Shapes(), "gadget", "echo", Gadget.GetEcho.class);

  @Test
  void readsEachParameterAsItsComponentsType() {
    assertThat(
            ECHO.read(
                Map.of(
                    "text", List.of("5"),
                    "whole", List.of("-5"),
                    "flag", List.of("false"),
                    "mode", List.of("FAST"),
                    "decimal", List.of("1"),
                    "numbers", List.of("1", "2"),
                    "part", List.of("{\"name\":\"n\",\"count\":1}"))))
        .isEqualTo(
            new Gadget.GetEcho(
                "5",
                -5L,
                false,
                Optional.of(Gadget.Mode.FAST),
                1.0,
                List.of(1, 2),
                new Gadget.Part("n", 1, null)));
  }

  @Test
  void takesNoParameterForAListWithoutElementsAndForWhatMayBeAbsent() {
    assertThat(ECHO.read(Map.of("text", List.of(""))))
        .isEqualTo(new Gadget.GetEcho("", null, null, Optional.empty(), null, List.of(), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole | 1.0 | a whole number",
        "whole | 01 | a whole number",
        "whole | 9223372036854775808 | a whole number",
        "whole | null | a whole number",
        "flag | yes | true or false",
        "flag | TRUE | true or false",
        "decimal | NaN | a number",
        "decimal | 1,5 | a number",
        "mode | slow | one of FAST, SLOW",
        "part | {} | text",
        "part | n | an object",
        "other | 1 | unknown",
      })
  void namesTheParameterThatDoesNotFit(String name, String value, String words) {
    var refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> ECHO.read(Map.of("text", List.of("a"), name, List.of(value))));

    assertThat(refused.problem().status()).isEqualTo(422);
    assertThat(String.valueOf(refused.problem().members().get("field"))).startsWith(name);
    assertThat(refused.problem().detail()).contains(words);
  }

  @Test
  void refusesAParameterThatIsMissingOrGivenTwice() {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> ECHO.read(Map.of()))
                .problem()
                .members())
        .containsEntry("field", "text");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> ECHO.read(Map.of("text", List.of("a", "b"))))
                .problem()
                .detail())
        .contains("'text'", "2 times");
  }
}
