package dev.troupe.persistence.internal;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntitySettings;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.RecoveryTimedOut;
import org.apache.pekko.persistence.typed.internal.JournalFailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an entity that can't be read.
 *
 * <p>A database that does not answer may answer after a restart. What can't be read will not be
 * readable then; the entity stops at once and no other is concerned. It also stops when its tenant
 * has too many recoveries waiting or its keys can't be had, so that the callers learn it now, and
 * when the replay timed out, since events that arrive late would be taken for those of the next
 * replay. Confined to the entity's actor.
 */
final class FailedRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(EntityBehavior.class);

  private final String id;
  private final PendingCommands pending;
  private final Quarantine quarantine;
  private final EntitySettings settings;
  private final ActorContext<EntityEnvelope> context;

  FailedRecovery(String id, EntityBehavior.Node node, EntityBehavior.Self self) {
    this.id = id;
    this.pending = self.pending();
    this.quarantine = node.quarantine();
    this.settings = node.settings();
    this.context = self.context();
  }

  /** It failed with this. */
  void is(Throwable cause) {
    pending.interrupted();
    if (cause instanceof JournalFailureException) {
      return; // Pekko signals the same failure twice, and then wraps it.
    }
    pending.watch().recoveryFailed();
    if (cause instanceof Throttled throttled) {
      LOG.warn("{}: {}; stops", id, throttled.getMessage());
      pending.failWaiting(throttled);
      stop();
      return;
    }
    String why = "can't be recovered: " + Causes.describe(cause);
    if (Causes.isPassing(cause)) {
      LOG.warn("{}: {}; restarts", id, why);
      return;
    }
    if (cause instanceof RecoveryTimedOut || cause instanceof CipherFailure.KeysUnavailable) {
      LOG.warn("{}: {}; stops", id, why);
      stop(why, settings.minBackoff());
      return;
    }
    if (Causes.mayQuote(cause)) {
      LOG.error("{}: {}; left alone for {}", id, why, settings.quarantine());
    } else {
      LOG.error("{}: {}; left alone for {}", id, why, settings.quarantine(), cause);
    }
    quarantine.add(id, why, settings.quarantine());
    stop(why, settings.quarantine());
  }

  private void stop(String why, Duration retryAfter) {
    pending.failAll(why, retryAfter);
    stop();
  }

  private void stop() {
    var classic = Adapter.toClassic(context);
    classic.stop(classic.self());
  }
}
