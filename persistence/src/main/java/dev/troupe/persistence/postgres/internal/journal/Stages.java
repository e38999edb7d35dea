package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.internal.StageFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/** Futures of Java and of Scala, whose failures are never wrapped: Pekko tells them apart. */
public final class Stages {
  private Stages() {}

  /** The same as a future of Scala. */
  public static <T extends @Nullable Object> Future<T> toScala(CompletionStage<? extends T> stage) {
    Promise<T> promise = Promise.apply();
    stage.whenComplete((value, failure) -> {
      if (failure == null) {
        promise.success(value);
      } else {
        promise.failure(StageFailure.cause(failure));
      }
    });
    return promise.future();
  }

  /** Its completion as a future of Scala. */
  public static Future<BoxedUnit> toUnit(CompletionStage<?> stage) {
    return toScala(map(stage, done -> BoxedUnit.UNIT));
  }

  /** The stage with another value; a failure stays what it was. */
  static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> map(
      CompletionStage<A> stage, Function<? super A, ? extends B> change) {
    CompletableFuture<B> changed = new CompletableFuture<>();
    stage.whenComplete((value, failure) -> {
      if (failure != null) {
        changed.completeExceptionally(StageFailure.cause(failure));
        return;
      }
      try {
        changed.complete(change.apply(value));
      } catch (RuntimeException e) {
        changed.completeExceptionally(e);
      }
    });
    return changed;
  }
}
