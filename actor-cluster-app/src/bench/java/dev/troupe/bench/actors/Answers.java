package dev.troupe.bench.actors;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/** What is wrong with a number that was asked for. */
final class Answers {
  /**
   * Scala's stage would hop to the common pool, which on a small machine is a thread per answer; so
   * whoever asks through Pekko alone is spared that as well.
   */
  static final Executor WHERE_IT_ARRIVES = Runnable::run;

  private Answers() {}

  /** Nothing if the number comes and is as it should be. */
  static CompletionStage<Optional<String>> problem(
      CompletionStage<Long> answer, LongPredicate expected) {
    return answer.handle((number, failure) ->
        failure != null
            ? Optional.of(failure.toString())
            : expected.test(number) ? Optional.empty() : Optional.of("was " + number));
  }

  /** Fails if there is a problem. */
  static void require(String name, CompletionStage<Optional<String>> problem) {
    problem
        .toCompletableFuture()
        .join()
        .ifPresent(why -> {
          throw new IllegalStateException("%s: another answer: %s".formatted(name, why));
        });
  }
}
