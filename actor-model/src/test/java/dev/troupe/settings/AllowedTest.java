package dev.troupe.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTest {

  private static ConfigValue value(String text) {
    return ConfigFactory.parseString("v = " + text).getValue("v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "duration, 40ms or more | 40ms | 39ms",
        "duration, 40ms or more | 40 | 5 apples",
        "duration, 10ms to 1m | 60s | 61s",
        "duration, 0s or more | 0s | -1s",
        "size, 1 B to 1 MiB | 1024 KiB | 1025 KiB",
        "size, 0 B or more | 0 | -1",
        "number of rows, 1 or more | 2147483647 | 2147483648",
        "number of rows, 1 or more | `7` | 7.5",
        "number, 0 to 65535 | 65535 | 65536",
        "number, 0 to 9223372036854775807 | 9223372036854775807 | 9223372036854775808",
        "number, 0 to 65535 | 0 | eighty",
        "on or off | off | maybe",
        "one of enforce, warn, off | off | on",
        "one of text, json | JSON | xml",
        "text | 5 | { a = 1 }",
        "secret text | hush | [1, 2]",
        "list of texts | [a, b] | a",
        "numbers by name, 1 or more | { acme = 3, big-co = 1 } | { acme = 0 }",
        "numbers by name, 1 or more | {} | 5",
        "texts by name | { gold = acme } | { gold = [acme] }",
        "texts by name | {} | acme",
        "settings of Pekko | { type = Dispatcher } | 5",
      })
  void whatIsAllowedIsTakenAndTheRestIsNot(String words, String taken, String refused) {
    Allowed allowed = Allowed.parse(words);

    assertThat(allowed.takes(value(taken))).isTrue();
    assertThat(allowed.takes(value(refused))).isFalse();
  }

  @Test
  void valuesThatMeanTheSameAreEqual() {
    Allowed time = Allowed.parse("duration, 0s or more");
    Allowed size = Allowed.parse("size, 0 B or more");
    Allowed flag = Allowed.parse("on or off");

    assertThat(time.read(value("60s"))).isEqualTo(time.read(value("1m")));
    assertThat(time.read(value("60s"))).isNotEqualTo(time.read(value("61s")));
    assertThat(size.read(value("1 MiB"))).isEqualTo(size.read(value("1048576")));
    assertThat(flag.read(value("on"))).isEqualTo(flag.read(value("true")));
  }

  @Test
  void theWordsSayKindUnitAndRange() {
    Allowed rows = Allowed.parse("number of rows, 1 or more");

    assertThat(rows.kind()).isEqualTo(Kind.NUMBER);
    assertThat(rows.unit()).isEqualTo("rows");
    assertThat(rows.range()).isEqualTo("1 or more");
    assertThat(rows.sentence()).isEqualTo("a number of rows, 1 or more");
    assertThat(Allowed.parse("size, 1 B to 1 KiB").unit()).isEqualTo("bytes");
    assertThat(Allowed.parse("one of a, b").choices()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "numbr, 1 or more", "number", "number, 1 and 5", "one of", "duration"})
  void wordsThatSayNothingAreRefused(String words) {
    assertThatThrownBy(() -> Allowed.parse(words)).isInstanceOf(IllegalArgumentException.class);
  }
}
