package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {
  private static final String SIXTY_THREE =
      "a23456789b123456789c123456789d123456789e123456789f123456789g123";

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "acme", "a-b", "a--b", "xn--bcher-kva", "007", SIXTY_THREE})
  void takesADnsLabel(String value) {
    assertThat(TenantId.isValid(value)).isTrue();
    assertThat(TenantId.of(value).value()).isEqualTo(value);
    assertThat(TenantId.of(value)).hasToString(value);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          '',''
          Acme,Acme
          acme.com,acme.com
          -acme,-acme
          acme-,acme-
          -,-
          acme:x,acme:x
          a b,a b
          a_b,a_b
          b\u00fccher,b\\u{fc}cher
          \uff41cme,\\u{ff41}cme
          acme\u0000,acme\\u{0}
          'acme\t','acme\\u{9}'
          """)
  void refusesAllElseAndShowsRuleAndValue(String value, String shown) {
    assertThat(TenantId.isValid(value)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantId.of(value))
        .withMessage(
            "tenant id must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was '%s'"
                .formatted(shown));
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme\n", "\nacme", "acme\r\nforged: line"})
  void neverShowsALineBreakRaw(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantId.of(value))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1).contains("\\u{a}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 80, 81, 100_000})
  void refusesALongLabelInAShortMessage(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TenantId.of("a".repeat(length)))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }
}
