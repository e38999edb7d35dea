package dev.troupe.persistence;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.NotServed;
import dev.troupe.model.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * The journal refused the events of one command, and only those: none of them is stored, no other
 * entity is concerned, and the database is well.
 *
 * <p>The journal answers with it for that write alone. It is no failure of the journal, so nothing
 * that counts failures counts it.
 */
public abstract sealed class WriteRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WriteRefused(String message) {
    super(message);
  }

  private WriteRefused(String message, Throwable cause) {
    super(message, cause);
  }

  /** What the caller of the command is told. */
  public abstract Failure failure();

  /**
   * Another writer has stored an event of the same number: the entity ran twice, and this one
   * decided on less than what happened.
   */
  public static final class AnotherWriter extends WriteRefused {
    private static final long serialVersionUID = 1L;

    /** The refusal of a write of this persistence id. */
    public AnotherWriter(String persistenceId, long sequenceNumber) {
      super(
          "%s: another writer has stored event '%d'; the entity reads its events again"
              .formatted(persistenceId, sequenceNumber));
    }

    @Override
    public Failure failure() {
      return new Unavailable(getMessage() + "; send it again with the same command id");
    }
  }

  /**
   * An earlier write of the same incarnation failed with nobody knowing how it ended, so this one
   * was decided on what may not have happened.
   */
  public static final class AfterFailure extends WriteRefused {
    private static final long serialVersionUID = 1L;

    /** The refusal of a write of this persistence id. */
    public AfterFailure(String persistenceId, long sequenceNumber) {
      super(
          "%s: a write before event '%d' failed; the entity reads its events again"
              .formatted(persistenceId, sequenceNumber));
    }

    @Override
    public Failure failure() {
      return new Unavailable(getMessage() + "; send it again with the same command id");
    }
  }

  /** The tenant is erased, or its erasure has begun, and nothing of it is stored any more. */
  public static final class Erased extends WriteRefused {
    private static final long serialVersionUID = 1L;

    /** The refusal of a write of this persistence id. */
    public Erased(String persistenceId) {
      super(
          "%s: its tenant is erased, and nothing of it is stored any more"
              .formatted(persistenceId));
    }

    @Override
    public Failure failure() {
      return new NotServed(String.valueOf(getMessage()), NotServed.Reason.TENANT_ERASED);
    }
  }

  /** The database, or a serializer, does not take the data, and will not take them again. */
  public static final class BadData extends WriteRefused {
    private static final long serialVersionUID = 1L;

    /** The refusal of a write of this persistence id. */
    public BadData(String persistenceId, String why, Throwable cause) {
      super(
          "%s: the events were refused: %s; nothing was done".formatted(persistenceId, why), cause);
    }

    @Override
    public Failure failure() {
      return new Broken(String.valueOf(getMessage()));
    }
  }

  /** There is no key to seal the events with, now or for ever. */
  public static final class NotSealed extends WriteRefused {
    private static final long serialVersionUID = 1L;
    private final boolean isForEver;

    private NotSealed(String message, Throwable cause, boolean isForEver) {
      super(message, cause);
      this.isForEver = isForEver;
    }

    /** The refusal of a write of this persistence id, for this failure of the cipher. */
    public static NotSealed of(String persistenceId, @Nullable Throwable failure) {
      Throwable cause = CipherFailure.in(failure);
      return new NotSealed(
          "%s: the events can't be sealed: %s; nothing was done"
              .formatted(persistenceId, cause.getMessage()),
          cause,
          cause instanceof CipherFailure.KeyDestroyed);
    }

    @Override
    public Failure failure() {
      String message = String.valueOf(getMessage());
      return isForEver ? new Broken(message) : new Unavailable(message);
    }
  }

  /** What was delivered had been done before, or was cancelled. */
  public static final class DeliveryDone extends WriteRefused {
    private static final long serialVersionUID = 1L;

    /** The refusal of a write of this persistence id that is the effect of this delivery. */
    public DeliveryDone(String persistenceId, Delivery delivery) {
      super(
          "%s: delivery '%s' was done before, or cancelled; nothing was done"
              .formatted(persistenceId, delivery.id().strip()));
    }

    @Override
    public Failure failure() {
      return new AlreadyDelivered(String.valueOf(getMessage()));
    }
  }
}
