package dev.troupe.persistence;

import dev.troupe.model.EntityKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Where entities say that they were sent a command that is not theirs to carry out: addressed to
 * another entity, or on behalf of another tenant. They refuse it themselves.
 *
 * <p>No reference makes such a command, and the regions stop it, so one that arrives was forged.
 * Listeners are called by the entity, and must return at once. Thread-safe.
 */
public final class StrayCommands implements Extension {
  private static final Id ID = new Id();

  private final List<Consumer<Stray>> listeners = new CopyOnWriteArrayList<>();

  private StrayCommands() {}

  /**
   * A command that was refused.
   *
   * @param type of the entity that was sent it
   * @param key of the entity that was sent it
   * @param envelope what was sent
   */
  public record Stray(String type, EntityKey key, EntityEnvelope envelope) {}

  /** Those of the entities of this actor system. */
  public static StrayCommands on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Calls this with each. */
  public void listen(Consumer<Stray> listener) {
    listeners.add(listener);
  }

  void refused(Stray stray) {
    listeners.forEach(each -> each.accept(stray));
  }

  private static final class Id extends ExtensionId<StrayCommands> {
    @Override
    public StrayCommands createExtension(ActorSystem<?> system) {
      return new StrayCommands();
    }
  }
}
