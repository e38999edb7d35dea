package dev.troupe.persistence;

import dev.troupe.model.internal.StageFailure;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a payload could not be sealed or opened; its kind says what follows from that. */
public abstract sealed class CipherFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private CipherFailure(String message) {
    super(message);
  }

  private CipherFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The failure of the cipher that a stage failed with; what is none passes for one that passes.
   */
  public static CipherFailure in(@Nullable Throwable failure) {
    @Nullable Throwable cause = failure == null ? null : StageFailure.cause(failure);
    return cause instanceof CipherFailure known
        ? known
        : new KeysUnavailable("the cipher failed: " + cause, new CompletionException(cause));
  }

  /**
   * What the stage comes to, within this time.
   *
   * @throws CipherFailure as the stage fails, or because it takes longer
   */
  static <T> T await(CompletionStage<T> stage, Duration patience) {
    try {
      return stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw in(e.getCause());
    } catch (TimeoutException e) {
      throw new KeysUnavailable("the key did not come within " + patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeysUnavailable("interrupted while waiting for a key", e);
    }
  }

  /** The key is not to be had now; later it may be. */
  public static final class KeysUnavailable extends CipherFailure {
    private static final long serialVersionUID = 1L;

    /** Says which and why. */
    public KeysUnavailable(String message) {
      super(message);
    }

    /** Says which and why, and on what ground. */
    public KeysUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The key was destroyed, and what was sealed with it is gone for good. */
  public static final class KeyDestroyed extends CipherFailure {
    private static final long serialVersionUID = 1L;

    /** Says which. */
    public KeyDestroyed(String message) {
      super(message);
    }
  }

  /** It is not what was sealed, or not where it was stored, or there never was such a key. */
  public static final class NotAuthentic extends CipherFailure {
    private static final long serialVersionUID = 1L;

    /** Says which. */
    public NotAuthentic(String message) {
      super(message);
    }

    /** Says which, and on what ground. */
    public NotAuthentic(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
