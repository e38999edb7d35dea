package dev.troupe.actor;

import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages to plain actors of a system an {@link Interceptor} refused, by its name.
 *
 * <p>The first of each type of actor and interceptor is logged as a warning with the actor and the
 * reason, the rest at debug level; never what is in it. Counts since the system started, never less
 * than before; for metrics to read. Thread-safe.
 */
public final class RefusedMessages implements Extension {
  private static final Id ID = new Id();
  private static final Logger LOG = LoggerFactory.getLogger(RefusedMessages.class);

  private final Counts byInterceptor = new Counts();
  private final Counts byTypeAndInterceptor = new Counts();

  private RefusedMessages() {}

  /** That of a system. */
  public static RefusedMessages get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Messages that any interceptor refused. */
  public long total() {
    return byInterceptor.total();
  }

  /** The same by the interceptor's name; none that is zero. */
  public Map<String, Long> byInterceptor() {
    return byInterceptor.byName();
  }

  void refused(Intercepted actor, Outcome.Refused refused) {
    byInterceptor.add(refused.by());
    if (byTypeAndInterceptor.add(actor.type() + " " + refused.by())) {
      LOG.warn(
          "{}: {} refused a message: {}; more of this type are only counted",
          actor,
          refused.by(),
          refused.why());
    } else {
      LOG.debug("{}: {} refused a message: {}", actor, refused.by(), refused.why());
    }
  }

  private static final class Id extends ExtensionId<RefusedMessages> {
    @Override
    public RefusedMessages createExtension(ActorSystem<?> system) {
      return new RefusedMessages();
    }
  }
}
