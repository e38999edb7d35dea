package dev.troupe.tenants.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where an issuer's keys come from. Thread-safe; never blocks. */
public interface TokenKeys {

  /**
   * The keys as they were last read; empty if they never were. The same object until they change.
   */
  Optional<KeySet> current();

  /**
   * Reads the keys anew, unless that was done a moment ago; for a token whose key is not among
   * {@link #current}.
   *
   * @return what is then current, never exceptionally
   */
  CompletionStage<Optional<KeySet>> refreshed();

  /** Keys that never change. */
  static TokenKeys fixed(KeySet keys) {
    return new TokenKeys() {
      @Override
      public Optional<KeySet> current() {
        return Optional.of(keys);
      }

      @Override
      public CompletionStage<Optional<KeySet>> refreshed() {
        return CompletableFuture.completedStage(current());
      }
    };
  }
}
