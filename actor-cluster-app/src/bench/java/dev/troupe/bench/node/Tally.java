package dev.troupe.bench.node;

import dev.troupe.model.Reply;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Checks every answer and keeps count. Thread-safe. */
public final class Tally {
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder others = new LongAdder();
  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  /** Commands that were accepted, each of which left one row. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /** Commands that were not, each of which left one row or none. */
  public long unknown() {
    return unknown.sum();
  }

  /** Rows that somebody else wrote. */
  public long others() {
    return others.sum();
  }

  /** Somebody else wrote this many rows. */
  public void written(long rows) {
    others.add(rows);
  }

  /** What went wrong with a command that leaves a row, if anything did. */
  public <R> CompletionStage<Optional<String>> counted(CompletionStage<Reply<R>> answer) {
    return checked(answer)
        .thenApply(problem -> {
          (problem.isEmpty() ? acknowledged : unknown).increment();
          return problem;
        });
  }

  /** What went wrong with a command that leaves none, if anything did. */
  public <R> CompletionStage<Optional<String>> checked(CompletionStage<Reply<R>> answer) {
    return answer.handle((reply, failure) ->
        reply instanceof Reply.Accepted ? Optional.empty() : Optional.of(kind(reply, failure)));
  }

  /** The kind of what went wrong; the first of each is shown in full. */
  private String kind(@Nullable Object reply, @Nullable Throwable failure) {
    Object what =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure == null ? reply : failure;
    String kind = what == null ? "nothing" : what.getClass().getSimpleName();
    if (shown.add(kind)) {
      System.err.printf("error: %s%n", what);
    }
    return kind;
  }
}
