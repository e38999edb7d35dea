package dev.troupe.persistence.internal;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;

/**
 * Asks the journal what the last number of a stream is, whoever wrote it. Thread-safe.
 *
 * <p>As an entity that recovers does, but of no event: so it works with any journal, takes its turn
 * among the other reads, and waits for what this node is just writing to the stream.
 */
public final class JournalHead {
  private final ActorSystem system;

  /** Of the journal of this actor system. */
  public JournalHead(ActorSystem system) {
    this.system = system;
  }

  /**
   * The last number, 0 of a stream that is not there.
   *
   * @param known a number that is in the stream, or 0
   */
  CompletionStage<Long> of(String persistenceId, long known, Duration patience) {
    ActorRef journal = Persistence.get(system).journalFor("", ConfigFactory.empty());
    return Patterns.askWithReplyTo(
            journal,
            replyTo ->
                new JournalProtocol.ReplayMessages(known + 1, 0L, 0L, persistenceId, replyTo),
            patience)
        .thenApply(answer ->
            switch (answer) {
              case JournalProtocol.RecoverySuccess head -> head.highestSequenceNr();
              case JournalProtocol.ReplayMessagesFailure failure ->
                  throw new CompletionException(failure.cause());
              default -> throw new IllegalStateException("the journal said '%s'".formatted(answer));
            });
  }
}
