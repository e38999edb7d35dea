package dev.troupe.persistence.postgres.internal.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.concurrent.Promise$;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;

/**
 * What Pekko asked the journal to write at once: some atomic writes of one entity, answered when
 * all of them are. Thread-safe.
 */
final class WriteCall {
  private static final Try<BoxedUnit> DONE = new Success<>(BoxedUnit.UNIT);

  private final Promise<Seq<Try<BoxedUnit>>> promise = Promise$.MODULE$.apply();
  private final @Nullable Throwable[] refusals;
  private int left;
  private boolean anyRefused;
  private @Nullable Throwable failure;

  WriteCall(int writes) {
    this.left = writes;
    this.refusals = new Throwable[writes];
  }

  Future<Seq<Try<BoxedUnit>>> future() {
    return promise.future();
  }

  /** The write at this place is stored. */
  synchronized void done() {
    answered();
  }

  /** The write at this place is not stored, and no other is concerned. */
  synchronized void refused(int index, Throwable cause) {
    refusals[index] = cause;
    anyRefused = true;
    answered();
  }

  /** Nobody knows whether it is stored. */
  synchronized void failed(Throwable cause) {
    failure = cause;
    answered();
  }

  private void answered() {
    left--;
    if (left > 0) {
      return;
    }
    if (failure != null) {
      promise.failure(failure);
    } else {
      promise.success(anyRefused ? results() : none());
    }
  }

  private Seq<Try<BoxedUnit>> results() {
    List<Try<BoxedUnit>> results = new ArrayList<>(refusals.length);
    for (@Nullable Throwable refusal : refusals) {
      results.add(refusal == null ? DONE : new Failure<>(refusal));
    }
    return CollectionConverters.asScala(results).toList();
  }

  /** Pekko takes it for: all are stored. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // The empty list is one of anything.
  private static Seq<Try<BoxedUnit>> none() {
    return (Seq) Nil$.MODULE$;
  }
}
