package dev.troupe.persistence.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Where the journal of an actor system says that it has committed, and others hear it.
 *
 * <p>It says so once per transaction, after the commit, and not more than that: who hears it reads.
 * Listeners must return at once. Thread-safe.
 */
public final class JournalCommits implements Extension {
  private static final Id ID = new Id();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> messageListeners = new CopyOnWriteArrayList<>();

  private JournalCommits() {}

  /** The commits of the journal of this actor system, Pekko's typed or classic one. */
  public static JournalCommits on(ClassicActorSystemProvider system) {
    return Adapter.toTyped(system.classicSystem()).registerExtension(ID);
  }

  /** Calls this after each commit, on the thread that committed. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Calls this after each commit that enqueued messages or took some from the outbox. */
  public void listenForMessages(Runnable listener) {
    messageListeners.add(listener);
  }

  /** Said by the journal after a commit. Takes nanoseconds, and never throws. */
  public void committed() {
    listeners.forEach(Runnable::run);
  }

  /** Said after {@link #committed} where the outbox changed too. */
  public void committedMessages() {
    messageListeners.forEach(Runnable::run);
  }

  private static final class Id extends ExtensionId<JournalCommits> {
    @Override
    public JournalCommits createExtension(ActorSystem<?> system) {
      return new JournalCommits();
    }
  }
}
