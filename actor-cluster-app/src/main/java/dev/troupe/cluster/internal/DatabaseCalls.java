package dev.troupe.cluster.internal;

import dev.troupe.model.Unavailable;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the database, on threads that may wait for it. Thread-safe.
 *
 * @param subject what could not be done if a call fails, as in "outbox"
 * @param blocking where calls run
 */
public record DatabaseCalls(String subject, Executor blocking) {
  /** A call. */
  @FunctionalInterface
  public interface Call<T extends @Nullable Object> {
    /** Makes it, on the thread that it is called on. */
    T run() throws SQLException;
  }

  /** What a call comes to: {@link Unavailable}, with what the database says, if it could not. */
  public <T extends @Nullable Object> CompletionStage<T> run(Call<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.run();
          } catch (SQLException e) {
            throw new Unavailable(
                "%s: the database could not: %s".formatted(subject, e.getMessage()));
          }
        },
        blocking);
  }
}
