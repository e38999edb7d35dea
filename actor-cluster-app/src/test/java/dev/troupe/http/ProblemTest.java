package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

  static Stream<Failure> failures() {
    return Stream.of(
        new Throttled("tenant acme", "limit", 1, Duration.ofMillis(1)),
        new Unavailable("it is away"),
        new TimedOut("it was late"),
        new TooLarge("it is too much"),
        new Broken("it failed"),
        new Forbidden("it may not"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void hasACodeForEachFailureAndSaysWhenToTryAgain(Failure failure) {
    Problem problem = Problem.of(failure);

    assertThat(ProblemCode.parse(failure.code())).isPresent();
    assertThat(problem.code()).isEqualTo(failure.code());
    assertThat(problem.headers().stream().anyMatch(each -> each.is("retry-after")))
        .isEqualTo(failure.retryAfter().isPresent());
    assertThat(problem.members().containsKey("outcomeUnknown"))
        .isEqualTo(failure.isOutcomeUnknown());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "500, 1", "1000, 1", "1001, 2", "2500, 3"})
  void roundsTheWaitUpToWholeSeconds(long millis, String seconds) {
    Problem problem =
        Problem.of(ProblemCode.UNAVAILABLE, "it is away").retryAfter(Duration.ofMillis(millis));

    assertThat(problem.headers()).extracting(HttpHeader::value).containsExactly(seconds);
  }

  @Test
  void isWrittenAsRfc9457SaysWithTheCodeBeside() throws Exception {
    HttpResponse response =
        Problem.of(new Reply.Rejected<>("overdrawn", "it holds 1"))
            .with("field", "cents")
            .toResponse();

    assertThat(response.status().intValue()).isEqualTo(409);
    assertThat(response.entity().getContentType().toString()).isEqualTo("application/problem+json");
    var json = new ObjectMapper();
    assertThat(json.readTree(((HttpEntity.Strict) response.entity()).getData().utf8String()))
        .isEqualTo(
            json.readTree(
                """
                {"type": "about:blank", "title": "Conflict", "status": 409, "code": "overdrawn",
                 "detail": "it holds 1", "field": "cents"}
                """));
  }

  @Test
  void showsNoCharacterThatATerminalObeys() {
    assertThat(Problem.of(ProblemCode.INTERNAL, "a\u001b[2J\r\n\u202eb\ud800 \u00e4").detail())
        .isEqualTo("a\\u{1b}[2J\\u{d}\\u{a}\\u{202e}b\\u{d800} \u00e4");
    assertThat(Problem.of(ProblemCode.INTERNAL, "x".repeat(9000)).detail()).hasSize(503);
  }

  @Test
  void unwrapsWhatAStageFailedWith() {
    assertThat(Problems.of(new CompletionException(new TimedOut("it was late"))).code())
        .isEqualTo("timed-out");
    assertThat(Problems.of(new IllegalStateException("secret")).detail()).doesNotContain("secret");
  }

  @Test
  void hasDistinctCodesThatAreReadBack() {
    assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::code))
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[a-z]+(-[a-z]+)*"));
    assertThat(ProblemCode.values())
        .allMatch(code -> ProblemCode.parse(code.code()).equals(java.util.Optional.of(code)))
        .allMatch(code -> code.status() >= 400 && code.status() < 600)
        .allMatch(code -> code.sentence().endsWith("."));
  }
}
