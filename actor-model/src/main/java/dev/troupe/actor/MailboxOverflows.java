package dev.troupe.actor;

import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How many messages found no room in a {@link BoundedMailbox} of an actor system, by the mailbox's
 * name.
 *
 * <p>Counts since the system started, never less than before; for metrics to read. Thread-safe.
 */
public final class MailboxOverflows implements Extension {
  private static final Id ID = new Id();

  private final Counts counts = new Counts();

  private MailboxOverflows() {}

  /** That of a system. */
  public static MailboxOverflows get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Messages that found no room, of all mailboxes. */
  public long total() {
    return counts.total();
  }

  /** The same by the name of the section that the mailbox was chosen by; none that is zero. */
  public Map<String, Long> byMailbox() {
    return counts.byName();
  }

  void count(String mailbox) {
    counts.add(mailbox);
  }

  private static final class Id extends ExtensionId<MailboxOverflows> {
    @Override
    public MailboxOverflows createExtension(ActorSystem<?> system) {
      return new MailboxOverflows();
    }
  }
}
