package dev.troupe.cluster.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.UnreadableMessage;
import java.util.function.Function;

/** What is answered in the place of an entity that a stored command did not get to. */
public final class UnsentCommands {
  private UnsentCommands() {}

  /**
   * The answer that this failure makes.
   *
   * @param unreadable makes that of a command that can't be read here
   */
  public static EntityReply answer(Throwable failure, Function<String, Failure> unreadable) {
    Throwable cause = StageFailure.cause(failure);
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case Failure known -> new EntityReply.Failed(known);
      case UnreadableMessage e -> new EntityReply.Failed(unreadable.apply(message));
      case CipherFailure.KeysUnavailable e -> new EntityReply.Failed(new Unavailable(message));
      // It will never be opened, so it is not to be tried for ever.
      case CipherFailure e -> new EntityReply.Failed(new Broken(message));
      default -> new EntityReply.Failed(new Unavailable(cause.toString()));
    };
  }
}
