package dev.troupe.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.Problem;
import dev.troupe.tenants.auth.Verdict.Reason;
import dev.troupe.tenants.auth.Verdict.Refused;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
  private static BearerToken.Found in(String... values) {
    HttpRequest request = HttpRequest.create();
    for (String value : values) {
      request = request.addHeader(RawHeader.create("Authorization", value));
    }
    return BearerToken.of(request);
  }

  private static String challenge(Problem problem) {
    return problem.headers().stream()
        .filter(each -> each.is("www-authenticate"))
        .map(each -> each.value())
        .findFirst()
        .orElse("");
  }

  @Test
  void isTheTextAfterTheWordInWhateverCase() {
    assertThat(in("Bearer a.b-c_d.e")).isEqualTo(new BearerToken.Text("a.b-c_d.e"));
    assertThat(in("bearer  a")).isEqualTo(new BearerToken.Text("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic a", "a", "Bearer a b", "Bearer a,b"})
  void isNothingElse(String value) {
    assertThat(in(value))
        .isInstanceOfSatisfying(
            BearerToken.No.class, no -> assertThat(no.why().reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void isTheSameWhetherOrNotPekkoHasTakenTheHeaderForOne() {
    HttpRequest parsed = HttpRequest.GET("/").addHeader(Authorization.oauth2("a.b-c_d.e"));

    assertThat(BearerToken.of(parsed)).isEqualTo(in("Bearer a.b-c_d.e"));
    assertThat(BearerToken.of(HttpRequest.GET("/").addHeader(Authorization.oauth2("a b"))))
        .isEqualTo(in("Bearer a b"));
    assertThat(BearerToken.of(HttpRequest.GET("/").addHeader(Authorization.basic("a", "b"))))
        .isEqualTo(in("Basic YTpi"));
  }

  @Test
  void isOneOrNone() {
    assertThat(in()).isInstanceOf(BearerToken.No.class);
    assertThat(in("Bearer a", "Bearer a")).isInstanceOf(BearerToken.No.class);
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedWithAChallengeUnlessTheKeysMayComeYet(Reason reason) {
    Problem problem = BearerToken.unauthenticated(new Refused(reason, "it must be another"));

    if (reason == Reason.KEYS_UNAVAILABLE) {
      assertThat(problem.status()).isEqualTo(503);
      assertThat(problem.headers()).anyMatch(each -> each.is("retry-after"));
    } else {
      assertThat(problem.status()).isEqualTo(401);
      assertThat(problem.members()).containsEntry("reason", reason.code());
      assertThat(challenge(problem).contains("error=")).isEqualTo(reason != Reason.MISSING);
    }
  }
}
