package dev.troupe.persistence.postgres;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A plain Pekko entity that remembers words, with a snapshot after every second one. */
final class Words extends EventSourcedBehavior<Words.Command, String, String> {

  sealed interface Command {}

  record Add(String word, ActorRef<String> replyTo) implements Command {}

  record GetAll(ActorRef<String> replyTo) implements Command {}

  Words(String persistenceId) {
    super(PersistenceId.ofUniqueId(persistenceId));
  }

  @Override
  public String emptyState() {
    return "";
  }

  @Override
  public CommandHandler<Command, String, String> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Add.class, c -> Effect().persist(c.word()).thenReply(c.replyTo(), s -> s))
        .onCommand(GetAll.class, c -> Effect().none().thenReply(c.replyTo(), s -> s))
        .build();
  }

  @Override
  public EventHandler<String, String> eventHandler() {
    return (state, word) -> state.isEmpty() ? word : state + " " + word;
  }

  @Override
  public Set<String> tagsFor(String word) {
    return Set.of("words");
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(2, 2);
  }
}
