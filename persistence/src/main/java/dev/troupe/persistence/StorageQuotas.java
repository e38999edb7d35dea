package dev.troupe.persistence;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The {@link StorageQuota} of an actor system, {@link StorageQuota#NONE} until it is given one.
 * Thread-safe.
 */
public final class StorageQuotas implements Extension {
  private static final Id ID = new Id();

  private volatile StorageQuota quota = StorageQuota.NONE;

  private StorageQuotas() {}

  /** That of this actor system. */
  public static StorageQuotas on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** From now on this is asked, also by entities that run already. */
  public void use(StorageQuota other) {
    quota = other;
  }

  /** The one to ask; to be got anew at each use. */
  public StorageQuota quota() {
    return quota;
  }

  private static final class Id extends ExtensionId<StorageQuotas> {
    @Override
    public StorageQuotas createExtension(ActorSystem<?> system) {
      return new StorageQuotas();
    }
  }
}
