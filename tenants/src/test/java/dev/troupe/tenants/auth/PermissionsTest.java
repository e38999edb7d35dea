package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
  @Test
  void oneCommandIsOneCommand() {
    Permissions permissions = Permissions.parse("openid account:deposit");

    assertThat(permissions.allows("account", "deposit")).isTrue();
    assertThat(permissions.allows("account", "withdraw")).isFalse();
    assertThat(permissions.allows("transfer", "deposit")).isFalse();
  }

  @Test
  void aStarIsEveryCommandOfOneType() {
    Permissions permissions = Permissions.of("account:*");

    assertThat(permissions.allows("account", "get-balance")).isTrue();
    assertThat(permissions.allows("accounts", "get-balance")).isFalse();
  }

  @Test
  void twoStarsAreEverythingButWhatIsDoneToTenants() {
    assertThat(Permissions.of("*:*").allows("account", "deposit")).isTrue();
    assertThat(Permissions.of("*:*").allows("operator", "erase")).isFalse();
    assertThat(Permissions.of("operator:*").allows("operator", "erase")).isTrue();
    assertThat(Permissions.of("operator:*").allows("account", "deposit")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        ":",
        "*:",
        ":*",
        "account",
        "account:",
        "*:deposit",
        "ACCOUNT:deposit",
        "account:**",
        "account:dep*",
        "account :deposit",
        "account:deposit:x",
        "account:-deposit",
        "*:*:*",
        "account:deposit,account:withdraw",
        "account:\u0130",
        "https://www.googleapis.com/auth/x"
      })
  void aScopeThatIsNoneOfOursGrantsNothing(String scope) {
    assertThat(Permissions.of(scope)).isEqualTo(Permissions.none());
  }

  @Test
  void aRouteAsksForOneTypeAndOneCommand() {
    assertThat(Permissions.isNamed("account-balances:get")).isTrue();
    assertThat(List.of("account:*", "*:*", "account", "", "account:Get"))
        .noneMatch(Permissions::isNamed);
  }

  @Provide
  Arbitrary<String> scopes() {
    return Arbitraries.oneOf(
        Arbitraries.of("account:deposit", "account:*", "*:*", "operator:*", "operator:erase"),
        Arbitraries.strings().withChars("ab*: -").ofMaxLength(8),
        Arbitraries.strings().ofMaxLength(12));
  }

  @Property
  void whatIsAllowedWasGrantedByOneScopeAlone(
      @ForAll("scopes") String one, @ForAll("scopes") String other) {
    Permissions both = Permissions.parse(one + " " + other);
    for (String type : List.of("account", "a", "operator")) {
      for (String command : List.of("deposit", "erase", "b", "*")) {
        assertThat(both.allows(type, command))
            .isEqualTo(
                Permissions.parse(one).allows(type, command)
                    || Permissions.parse(other).allows(type, command));
      }
    }
  }

  @Property
  void whatIsAllowedIsWrittenDown(@ForAll("scopes") String scope) {
    if (Permissions.parse(scope).allows("account", "withdraw")) {
      assertThat(List.of(scope.split(" ", -1))).containsAnyOf("account:*", "*:*");
    }
    if (Permissions.parse(scope).allows("operator", "suspend")) {
      assertThat(List.of(scope.split(" ", -1))).contains("operator:*");
    }
  }

  @Property
  void writtenAndReadItIsTheSame(@ForAll("scopes") String one, @ForAll("scopes") String other) {
    Permissions permissions = Permissions.of(one, other + "x");

    assertThat(Permissions.parse(permissions.toString())).isEqualTo(permissions);
  }
}
