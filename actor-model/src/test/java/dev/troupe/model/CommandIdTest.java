package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "!",
        "~",
        "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"",
        "a|b/c:d%20",
        "..",
        "<>"
      })
  void takesPrintableAsciiWithoutSpace(String value) {
    assertThat(CommandId.of(value).value()).isEqualTo(value);
    assertThat(CommandId.of(value)).hasToString(value);
  }

  @Test
  void takes128CharactersAndNot129() {
    assertThat(CommandId.of("x".repeat(128)).value()).hasSize(128);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandId.of("x".repeat(129)))
        .withMessageEndingWith("was '%s... (129 characters)'", "x".repeat(80));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          '',''
          ' ',' '
          a b,a b
          'a ','a '
          a\u0000b,a\\u{0}b
          a\u001b[31m,a\\u{1b}[31m
          a\u007f,a\\u{7f}
          \u00e9,\\u{e9}
          \uff5c,\\u{ff5c}
          \ud83d\ude00,\\u{1f600}
          """)
  void refusesAllElseAndShowsRuleAndValue(String value, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandId.of(value))
        .withMessage(
            "command id must be 1 to 128 printable ASCII characters without space, was '%s'"
                .formatted(shown));
  }

  @Test
  void isNewEachTimeAtRandom() {
    assertThat(CommandId.random()).isNotEqualTo(CommandId.random());
  }
}
