package dev.troupe.persistence.postgres.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Prices", ".a", "a b", "a/b", "ä", "tab\t"})
  void anotherNameIsRefusedAndShown(String name) {
    assertThatThrownBy(() -> RegisterRules.requireName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was '" + name + "'");
  }

  @Test
  void aNameHasAtMost128Characters() {
    assertThat(RegisterRules.requireName("a".repeat(128))).hasSize(128);
    assertThatThrownBy(() -> RegisterRules.requireName("a".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueIsCountedInBytes() {
    assertThat(RegisterRules.requireValue("ä".repeat(32 * 1024))).hasSize(32 * 1024);
    assertThatThrownBy(() -> RegisterRules.requireValue("ä".repeat(32 * 1024) + "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 65536 bytes in UTF-8, had 65537");
  }

  @Test
  void whatIsNoTextOfTheDatabaseIsRefused() {
    String half = Character.toString(0x1F600).substring(0, 1);
    for (String value : new String[] {"a" + '\0', half, half + "a"}) {
      assertThatThrownBy(() -> RegisterRules.requireValue(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "line\n"})
  void aCandidateIsAWordOfAscii(String candidate) {
    assertThatThrownBy(() -> RegisterRules.requireCandidate(candidate))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(RegisterRules.requireCandidate("10.0.0.1:17355#42")).isNotEmpty();
  }

  @Test
  void aLeaseHasAShortestAndALongest() {
    assertThat(RegisterRules.requireLease(Duration.ofSeconds(10))).hasSeconds(10);
    for (Duration lease :
        new Duration[] {Duration.ZERO, Duration.ofMillis(99), Duration.ofHours(2)}) {
      assertThatThrownBy(() -> RegisterRules.requireLease(lease))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT0.1S to PT1H");
    }
  }
}
