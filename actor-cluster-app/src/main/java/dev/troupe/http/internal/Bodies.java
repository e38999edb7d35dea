package dev.troupe.http.internal;

import dev.troupe.http.HttpSettings;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Reads bodies up to a limit, and throws the rest away as it comes. Thread-safe; never blocks. */
public final class Bodies {
  /**
   * How much of a refused body is still taken in, so that the client is done sending when the
   * refusal comes: a connection that is closed on a sender loses it. More than this closes it.
   */
  private static final long DRAINED = 16L * 1024 * 1024;

  /** How long the refusal waits for the client to be done, which may send nothing at all. */
  private static final long LINGER_SECONDS = 1;

  private Bodies() {}

  /**
   * The body; exceptionally a {@link ProblemException} with 413 if it is longer than the limit, or
   * 408 if it does not arrive in time. One that says itself that it is too long is not waited for.
   */
  public static CompletionStage<byte[]> read(
      HttpRequest request, HttpSettings settings, Materializer materializer) {
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict
        && strict.getData().length() <= settings.maxBody()) {
      return CompletableFuture.completedStage(strict.getData().toArrayUnsafe());
    }
    OptionalLong length = entity.getContentLengthOption();
    if (length.isPresent() && length.getAsLong() > settings.maxBody()) {
      return CompletableFuture.failedStage(tooLarge(settings));
    }
    return entity
        .withSizeLimit(DRAINED)
        .getDataBytes()
        .completionTimeout(settings.bodyTimeout())
        .runWith(Sink.fold(new Prefix(settings.maxBody()), Prefix::with), materializer)
        .handle((prefix, failure) -> {
          if (failure == null) {
            return prefix.whole(settings);
          }
          throw failure instanceof TimeoutException
              ? late(settings)
              : new CompletionException(failure);
        });
  }

  /** Throws the body away as {@link #drained} does, and waits for nothing. */
  public static void drain(HttpRequest request, Materializer materializer) {
    var unused = drained(request, materializer);
  }

  /**
   * Throws the body away, unless the client waits to be asked for it. Complete once that is done,
   * or takes too long; then it goes on by itself. Never fails.
   */
  public static CompletionStage<Done> drained(HttpRequest request, Materializer materializer) {
    if (request.entity().isStrict() || request.getHeader("Expect").isPresent()) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    return request
        .entity()
        .withSizeLimit(DRAINED)
        .discardBytes(materializer)
        .completionStage()
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(Done.getInstance(), LINGER_SECONDS, TimeUnit.SECONDS)
        // A body that was read before, is too long, or is cut has nobody to be waited for.
        .handleAsync((done, failure) -> Done.getInstance(), materializer.executionContext());
  }

  private static ProblemException tooLarge(HttpSettings settings) {
    return new ProblemException(
        Problem.of(
            ProblemCode.TOO_LARGE,
            "the body is longer than %d bytes; send less at a time".formatted(settings.maxBody())));
  }

  private static ProblemException late(HttpSettings settings) {
    return new ProblemException(
        Problem.of(
            ProblemCode.BODY_TIMEOUT,
            "the body did not arrive within %d ms".formatted(settings.bodyTimeout().toMillis())));
  }

  /** What came so far, up to a limit; beyond it nothing is kept. Used by one stream. */
  private static final class Prefix {
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean isCut;

    Prefix(int limit) {
      this.limit = limit;
    }

    Prefix with(ByteString more) {
      if (isCut || more.length() > limit - kept.size()) {
        isCut = true;
        kept.reset();
      } else {
        kept.writeBytes(more.toArrayUnsafe());
      }
      return this;
    }

    byte[] whole(HttpSettings settings) {
      if (isCut) {
        throw tooLarge(settings);
      }
      return kept.toByteArray();
    }
  }
}
