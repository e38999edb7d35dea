package dev.troupe.persistence;

import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Whether this node has reason to doubt that its entities are still the only ones of their keys.
 * While it has, they answer nothing from memory that the database has not confirmed. Thread-safe.
 */
public final class Doubts implements Extension {
  private static final Id ID = new Id();

  private volatile BooleanSupplier reason = () -> false;

  private Doubts() {}

  /** Those of this actor system's node. */
  public static Doubts on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** From now on this is asked each time before something is answered from memory; not to block. */
  public void use(BooleanSupplier hasReason) {
    reason = hasReason;
  }

  /** Whether there is reason to doubt now. */
  public boolean areThere() {
    return reason.getAsBoolean();
  }

  private static final class Id extends ExtensionId<Doubts> {
    @Override
    public Doubts createExtension(ActorSystem<?> system) {
      return new Doubts();
    }
  }
}
