package dev.troupe.actor;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
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

  private final Map<String, LongAdder> byMailbox = new ConcurrentHashMap<>();

  private MailboxOverflows() {}

  /** That of a system. */
  public static MailboxOverflows get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Messages that found no room, of all mailboxes. */
  public long total() {
    return byMailbox.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The same by the name of the section that the mailbox was chosen by; none that is zero. */
  public Map<String, Long> byMailbox() {
    return byMailbox.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().sum()));
  }

  void count(String mailbox) {
    byMailbox.computeIfAbsent(mailbox, name -> new LongAdder()).increment();
  }

  private static final class Id extends ExtensionId<MailboxOverflows> {
    @Override
    public MailboxOverflows createExtension(ActorSystem<?> system) {
      return new MailboxOverflows();
    }
  }
}
