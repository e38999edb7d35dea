package dev.troupe.cluster.internal;

import dev.troupe.persistence.feed.JournalCommits;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/** What wakes all that waits for commits on a node; one, for it has two connections of its own. */
public final class Wakeups implements Extension {
  private static final Id ID = new Id();

  private final FeedWakeup wakeup;

  private Wakeups(ActorSystem<?> system) {
    var config = system.settings().config();
    wakeup =
        FeedWakeup.start(
            DatabaseSettings.of(config), config.getDuration("troupe.projections.wake-interval"));
    JournalCommits commits = JournalCommits.on(system);
    commits.listen(wakeup::committed);
    commits.listenForMessages(wakeup::committedMessages);
    system.getWhenTerminated().thenRun(wakeup::close);
  }

  /** The wake-up of this actor system, whose configuration names the database. */
  public static FeedWakeup on(ActorSystem<?> system) {
    return system.registerExtension(ID).wakeup;
  }

  private static final class Id extends ExtensionId<Wakeups> {
    @Override
    public Wakeups createExtension(ActorSystem<?> system) {
      return new Wakeups(system);
    }
  }
}
