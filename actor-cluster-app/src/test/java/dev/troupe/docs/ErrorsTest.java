package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.ProblemCode;
import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of errors has every problem and failure, and whether the command may have been done. */
class ErrorsTest {
  private static final List<Failure> ONE_OF_EACH =
      List.of(
          new AlreadyDelivered("it"),
          new Broken("it"),
          new Forbidden("it"),
          new NotServed(TenantId.of("acme"), NotServed.Reason.UNKNOWN_TENANT),
          new Throttled("it", "limit", 1, Duration.ofSeconds(1)),
          new TimedOut("it"),
          new TooLarge("it"),
          new Unavailable("it"));

  @Test
  void everyFailureIsThere() {
    assertThat(ONE_OF_EACH)
        .extracting(failure -> (Object) failure.getClass())
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Failure.class.getPermittedSubclasses()));
    Map<String, List<String>> documented =
        Repository.page("docs/reference/errors.md").rows().stream()
            .filter(row -> row.getFirst().matches("`[A-Z]\\w+`"))
            .collect(Collectors.toMap(List::getFirst, row -> row.subList(1, 3)));
    Map<String, List<String>> failures =
        ONE_OF_EACH.stream()
            .collect(
                Collectors.toMap(
                    failure -> "`" + failure.getClass().getSimpleName() + "`",
                    failure ->
                        Stream.of(codes(failure), failure.isOutcomeUnknown() ? "yes" : "no")
                            .toList()));
    assertThat(documented).isEqualTo(failures);
  }

  private static String codes(Failure failure) {
    Stream<Failure> kinds =
        failure instanceof NotServed
            ? Arrays.stream(NotServed.Reason.values())
                .map(reason -> new NotServed(TenantId.of("acme"), reason))
            : Stream.of(failure);
    return kinds.map(each -> "`" + each.code() + "`").collect(Collectors.joining(", "));
  }

  @Test
  void everyProblemIsThereWithItsStatusAndItsSentence() {
    Map<String, List<String>> documented =
        Repository.page("docs/reference/errors.md").rows().stream()
            .filter(row -> row.get(1).matches("\\d{3}"))
            .collect(Collectors.toMap(List::getFirst, row -> row.subList(1, 3)));
    Map<String, List<String>> problems =
        Arrays.stream(ProblemCode.values())
            .collect(
                Collectors.toMap(
                    problem -> "`" + problem.code() + "`",
                    problem -> List.of(String.valueOf(problem.status()), problem.sentence())));
    assertThat(documented).isEqualTo(problems);
  }
}
