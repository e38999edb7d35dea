package dev.troupe.persistence;

import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Who watches the entities and the journal of an actor system: nobody, until somebody is named. An
 * entity that runs already keeps the watch that it started with. Thread-safe.
 */
public final class Observers implements Extension {
  private static final Id ID = new Id();

  private volatile EntityObserver entities = EntityObserver.NONE;
  private volatile JournalObserver journal = JournalObserver.NONE;

  private Observers() {}

  /** Those of this actor system, Pekko's typed or classic one. */
  public static Observers on(ClassicActorSystemProvider system) {
    return Adapter.toTyped(system.classicSystem()).registerExtension(ID);
  }

  /** From now on this watches the entities that start. */
  public void entities(EntityObserver observer) {
    entities = observer;
  }

  /** From now on this watches the journal. */
  public void journal(JournalObserver observer) {
    journal = observer;
  }

  /** Who watches entities. */
  public EntityObserver entities() {
    return entities;
  }

  /** Who watches the journal. */
  public JournalObserver journal() {
    return journal;
  }

  private static final class Id extends ExtensionId<Observers> {
    @Override
    public Observers createExtension(ActorSystem<?> system) {
      return new Observers();
    }
  }
}
