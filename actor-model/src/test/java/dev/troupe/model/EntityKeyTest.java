package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityKeyTest {
  private static final TenantId ACME = TenantId.of("acme");

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "...", ".a", "a.", "-", ":", "::", "a:b", "a@b.com", "A_~+=,:-9", "acme:x"})
  void takesAnIdThatNeedsNoEscaping(String id) {
    EntityKey key = EntityKey.of(ACME, id);

    assertThat(key.encoded()).isEqualTo("acme:" + id);
    assertThat(key).hasToString("acme:" + id);
    assertThat(EntityKey.parse(key.encoded())).isEqualTo(key);
  }

  @Test
  void takesAnIdOf128CharactersAndNot129() {
    assertThat(EntityKey.of(ACME, "x".repeat(128)).id()).hasSize(128);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EntityKey.of(ACME, "x".repeat(129)))
        .withMessageEndingWith("was '%s... (129 characters)'", "x".repeat(80));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          '',''
          .,.
          ..,..
          a|b,a|b
          a/b,a/b
          a b,a b
          ' ',' '
          a%20,a%20
          a\\b,a\\b
          a\u0000,a\\u{0}
          'a\n','a\\u{a}'
          a\uff5cb,a\\u{ff5c}b
          \ud83d\ude00,\\u{1f600}
          \u202eabc,\\u{202e}abc
          \ud800,\\u{d800}
          """)
  void refusesAllOtherIdsAndShowsRuleAndValue(String id, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EntityKey.of(ACME, id))
        .withMessage(
            "entity id must be 1 to 128 of A-Z a-z 0-9 . _ ~ @ + = , : - and not '.' or '..', was '%s'"
                .formatted(shown));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          acme,    "entity key must read tenant:id, was 'acme'"
          "a\u0000", "entity key must read tenant:id, was 'a\\u{0}'"
          acme:,   "entity id must be 1 to 128 of A-Z a-z 0-9 . _ ~ @ + = , : - and not '.' or '..', was ''"
          :x,      "tenant id must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was ''"
          ACME:x,  "tenant id must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was 'ACME'"
          """,
      quoteCharacter = '"')
  void readsNoTextThatIsNoKey(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EntityKey.parse(text))
        .withMessage(message);
  }

  @Property
  void readsBackWhatItWrote(@ForAll("keys") EntityKey key) {
    assertThat(EntityKey.parse(key.encoded())).isEqualTo(key);
  }

  @Property
  void twoKeysNeverEncodeAlike(
      @ForAll("closeKeys") EntityKey one, @ForAll("closeKeys") EntityKey other) {
    assertThat(one.encoded().equals(other.encoded())).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<EntityKey> keys() {
    Arbitrary<String> tenants =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .numeric()
            .withChars('-')
            .ofMinLength(1)
            .ofMaxLength(63)
            .filter(TenantId::isValid);
    Arbitrary<String> ids =
        Arbitraries.strings()
            .alpha()
            .numeric()
            .withChars("._~@+=,:-:::::::::::")
            .ofMinLength(1)
            .ofMaxLength(128)
            .filter(id -> !id.equals(".") && !id.equals(".."));
    return Combinators.combine(tenants.map(TenantId::of), ids).as(EntityKey::of);
  }

  /** Keys of few letters, so that two of them often come close. */
  @Provide
  Arbitrary<EntityKey> closeKeys() {
    Arbitrary<TenantId> tenants =
        Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(2).map(TenantId::of);
    Arbitrary<String> ids = Arbitraries.strings().withChars("ab:").ofMinLength(1).ofMaxLength(3);
    return Combinators.combine(tenants, ids).as(EntityKey::of);
  }
}
