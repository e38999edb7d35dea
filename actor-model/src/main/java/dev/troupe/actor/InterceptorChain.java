package dev.troupe.actor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptors of one actor: in their order on the way in, and in the opposite one on the way
 * out. Confined to the actor; makes no object for a message that passes.
 *
 * @param <M> the messages
 */
public final class InterceptorChain<M> {
  private static final Logger LOG = LoggerFactory.getLogger(InterceptorChain.class);

  private final Interceptor<? super M>[] all;

  @SuppressWarnings({"unchecked", "rawtypes"}) // There are no arrays of a generic type.
  InterceptorChain(List<Interceptor<? super M>> all) {
    this.all = all.toArray(new Interceptor[0]);
  }

  /** The actor starts; throws what an interceptor throws. */
  public void start() {
    for (Interceptor<? super M> each : all) {
      each.onStart();
    }
  }

  /**
   * A message has arrived; throws what an interceptor throws, when those before it were told.
   *
   * @param sinceNanos when, by {@link System#nanoTime}
   * @return null if it may go on, and then {@link #ended} is to follow; else who refused it, and
   *     those before that one were told
   */
  public Outcome.@Nullable Refused enter(M message, Origin origin, long sinceNanos) {
    for (int asked = 0; asked < all.length; asked++) {
      if (before(asked, message, origin, sinceNanos) instanceof Interception.Refused no) {
        Outcome.Refused refused = new Outcome.Refused(all[asked].name(), no.why(), no.failure());
        tell(asked, message, origin, refused, sinceNanos);
        return refused;
      }
    }
    return null;
  }

  private Interception before(int asked, M message, Origin origin, long sinceNanos) {
    try {
      return all[asked].before(message, origin);
    } catch (Throwable thrown) {
      tell(asked, message, origin, new Outcome.Failed(thrown), sinceNanos);
      throw thrown;
    }
  }

  /** A message that went on has ended like this; throws nothing that an interceptor throws. */
  public void ended(M message, Origin origin, Outcome outcome, long sinceNanos) {
    tell(all.length, message, origin, outcome, sinceNanos);
  }

  /** Tells the first so many, the last of them first. */
  private void tell(int count, M message, Origin origin, Outcome outcome, long sinceNanos) {
    long took = System.nanoTime() - sinceNanos;
    for (int next = count - 1; next >= 0; next--) {
      try {
        all[next].after(message, origin, outcome, took);
      } catch (RuntimeException e) {
        LOG.error("{} failed when it was told of an outcome; nothing follows", all[next].name(), e);
      }
    }
  }
}
