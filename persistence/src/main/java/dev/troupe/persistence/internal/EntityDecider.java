package dev.troupe.persistence.internal;

import dev.troupe.model.Broken;
import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.StorageQuota;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one entity makes of a command: entries to persist and the answer, without an actor.
 *
 * <p>Commit-once is here. A command that has an id and is no query leaves a receipt with its answer
 * in the entry of its last event (or in an entry of its own), in the same transaction. The same id
 * again is answered from the receipt; with another command it is rejected. A rejection leaves a
 * receipt too: who was told no must not find out later that a delayed copy was let through. A
 * delivery from the database is a command id too, and is marked as done in the same transaction.
 */
public final class EntityDecider<S> {
  private static final Logger LOG = LoggerFactory.getLogger(EntityDecider.class);

  private final EntityKey key;
  private final EventSourcedEntity<EntityCommand<?, ?>, Object, S> entity;
  private final EntityCodec codec;
  private final EntitySettings settings;
  private final Followups followups;
  private final DecisionRules rules;

  /**
   * What all entities of a node share.
   *
   * @param settings how they run
   * @param followups what they say beside their events
   * @param quota what tenants may store now
   */
  public record Node(EntitySettings settings, Followups followups, Supplier<StorageQuota> quota) {}

  /** The decider of this entity, which tells this of commands that are not its own. */
  public EntityDecider(
      EntityKey key,
      EventSourcedEntity<EntityCommand<?, ?>, Object, S> entity,
      EntityCodec codec,
      Node node,
      Consumer<EntityEnvelope> strays) {
    this.key = key;
    this.entity = entity;
    this.codec = codec;
    this.settings = node.settings();
    this.followups = node.followups();
    this.rules = new DecisionRules(type(), key, node.quota(), strays);
  }

  /**
   * An entry, and the state that it leads to.
   *
   * @param entry to persist
   * @param after the state once it is persisted, so that evolve is asked once per event
   */
  public record Step<S>(JournalEntry entry, EntityState<S> after) {}

  /**
   * What a command leads to.
   *
   * @param steps to persist, all or none; perhaps none
   * @param answer to send once they are
   * @param isStateSuspect whether evolve ran, failed, and may have left its marks on the state
   */
  public record Outcome<S>(List<Step<S>> steps, EntityReply answer, boolean isStateSuspect) {

    /** The entries to persist. */
    List<JournalEntry> entries() {
      List<JournalEntry> entries = new ArrayList<>(steps.size());
      for (Step<S> step : steps) {
        entries.add(step.entry());
      }
      return entries;
    }
  }

  String type() {
    return codec.contract().type();
  }

  /**
   * Whether evolve may change a state in place, so that a decision that is given up is not lost.
   */
  boolean changesStatesInPlace() {
    return codec.states().isChangeable();
  }

  /** Decides. Never throws what the entity's own code throws. */
  public Outcome<S> decide(EntityState<S> before, EntityEnvelope envelope) {
    try {
      rules.requireOurs(envelope);
      CommandType type = codec.contract().commandOf(envelope.command());
      rules.requireDeliverable(envelope, type, followups);
      Optional<String> id = Question.idOf(envelope);
      if (id.isEmpty() || type.isQuery()) {
        return decideAnew(before, new Question(envelope, type, null));
      }
      byte[] fingerprint = fingerprint(envelope);
      Receipt first = before.receipts().find(id.get());
      return first == null
          ? decideAnew(before, new Question(envelope, type, fingerprint))
          : repeat(first, type, fingerprint);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return failed(envelope, e, false);
    }
  }

  /** One delivery is always of one command, even if that is read differently by the next build. */
  private byte[] fingerprint(EntityEnvelope envelope) throws IOException {
    return envelope.delivery().isPresent() ? new byte[0] : codec.fingerprint(envelope.command());
  }

  private Outcome<S> repeat(Receipt first, CommandType type, byte[] fingerprint)
      throws IOException {
    // By its present name: the command may have been renamed since.
    boolean isSame = codec.contract().commandNamed(first.command()).stream().anyMatch(type::equals);
    if (isSame && Arrays.equals(first.fingerprint(), fingerprint)) {
      return answered(type, codec.replies().read(first.command(), first.answer()));
    }
    return answered(
        type,
        new Reply.Rejected<>(
            Reply.ID_REUSED,
            "command id '%s' was used for another command to %s, '%s'; use a new id"
                .formatted(first.id(), key, first.command())));
  }

  private Outcome<S> decideAnew(EntityState<S> before, Question question) throws IOException {
    S state = stateOf(before);
    Decision<Object, S> decision = entity.decide(state, question.command());
    rules.requireAnswerTo(question.command(), decision);
    return switch (decision) {
      case Decision.Persist<Object, S> persist -> {
        rules.requireNothingOfQuery(question.type(), persist);
        rules.requireRoom(question, !(persist.events().isEmpty() && persist.followups().isEmpty()));
        List<JournalEntry> entries = new ArrayList<>(persist.events().size());
        for (Object event : persist.events()) {
          JournalEntry entry = codec.entry(event);
          rules.requireWithinQuota(entry);
          entries.add(entry);
        }
        Attachments attachments =
            followups.of(codec, key, question.envelope().delivery(), persist.followups());
        yield carryOut(before, state, new Plan<>(entries, attachments, persist.reply()), question);
      }
      case Decision.Reject<Object, S> reject -> {
        rules.requireRoom(question, false);
        Reply<?> no = new Reply.Rejected<>(reject.code(), reject.message());
        yield conclude(before, List.of(), Attachments.NONE, no, question);
      }
    };
  }

  /** What is to be persisted, and what answers then. */
  private record Plan<S>(
      List<JournalEntry> entries, Attachments attachments, Function<? super S, ?> reply) {}

  private Outcome<S> carryOut(EntityState<S> before, S state, Plan<S> plan, Question question) {
    try {
      List<Step<S>> steps = new ArrayList<>(plan.entries().size());
      S after = state;
      for (JournalEntry entry : plan.entries()) {
        after = entity.evolve(after, entry.event().orElseThrow());
        steps.add(new Step<>(entry, before.with(after)));
      }
      Object value = Objects.requireNonNull(plan.reply().apply(after), "the reply is null");
      return conclude(before, steps, plan.attachments(), new Reply.Accepted<>(value), question);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return failed(
          question.envelope(), e, codec.states().isChangeable() && !plan.entries().isEmpty());
    }
  }

  private Outcome<S> conclude(
      EntityState<S> before,
      List<Step<S>> steps,
      Attachments attachments,
      Reply<?> reply,
      Question question)
      throws IOException {
    CommandType type = question.type();
    byte[] answer = codec.replies().write(type.name(), reply);
    rules.requireSendable(answer, type);
    Receipt receipt = question.receipt(answer);
    List<Step<S>> all = closed(before, steps, receipt, question.close(attachments, reply));
    boolean isAsItIs = receipt == null && !codec.states().isChangeable();
    // Read back, the answer shares no list with the state, and is the same as a repeated one.
    Reply<?> sent = isAsItIs ? reply : codec.replies().read(type.name(), answer);
    return new Outcome<>(all, new EntityReply.Answered(type(), type.name(), sent, answer), false);
  }

  /** The receipt and what is attached go into the last entry, or into one of their own. */
  private List<Step<S>> closed(
      EntityState<S> before,
      List<Step<S>> steps,
      @Nullable Receipt receipt,
      Attachments attachments)
      throws IOException {
    if (receipt == null && attachments.isEmpty()) {
      return steps;
    }
    Step<S> last = steps.isEmpty() ? new Step<>(codec.noEvent(), before) : steps.getLast();
    List<Step<S>> all =
        new ArrayList<>(steps.isEmpty() ? steps : steps.subList(0, steps.size() - 1));
    Step<S> closing =
        receipt == null
            ? new Step<>(last.entry().with(attachments), last.after())
            : new Step<>(
                codec.withReceipt(last.entry(), receipt).with(attachments),
                last.after().with(receipt, settings.commandIdWindow()));
    rules.requireWithinQuota(closing.entry());
    all.add(closing);
    return all;
  }

  /**
   * The state that a stored entry leads to.
   *
   * @throws IllegalStateException if the entity's code fails so badly that Pekko would give up the
   *     JVM
   */
  public EntityState<S> evolve(EntityState<S> before, JournalEntry entry) {
    EntityState<S> after = before;
    if (entry.event().isPresent()) {
      try {
        after = before.with(entity.evolve(stateOf(before), entry.event().get()));
      } catch (StackOverflowError | LinkageError e) {
        throw new IllegalStateException(
            "%s %s: evolve failed with %s".formatted(type(), key, e), e);
      }
    }
    return entry.receipt().isPresent()
        ? after.with(entry.receipt().get(), settings.commandIdWindow())
        : after;
  }

  /** A copy of the initial state, so that one kept in a constant is not shared by all entities. */
  private S stateOf(EntityState<S> before) {
    return before
        .state()
        .orElseGet(() -> {
          try {
            return codec.states().copy(entity.initialState());
          } catch (IOException e) {
            throw new UncheckedIOException(type() + ": can't copy the initial state", e);
          }
        });
  }

  private static String name(Object message) {
    return message.getClass().getSimpleName();
  }

  private Outcome<S> answered(CommandType type, Reply<?> reply) {
    return new Outcome<>(List.of(), new EntityReply.Answered(type(), type.name(), reply), false);
  }

  private Outcome<S> failed(EntityEnvelope envelope, Throwable cause, boolean isStateSuspect) {
    String command = name(envelope.command());
    if (Causes.mayQuote(cause)) {
      LOG.warn("{}|{}: failed on {}: {}", type(), key, command, Causes.describe(cause));
    } else if (!(cause instanceof Failure)) {
      LOG.warn("{}|{}: failed on {}", type(), key, command, cause);
    }
    Failure failure =
        cause instanceof Failure known
            ? known
            : new Broken(
                "%s %s failed on %s: %s; nothing was done"
                    .formatted(type(), key, command, name(cause)));
    return new Outcome<>(List.of(), new EntityReply.Failed(failure), isStateSuspect);
  }
}
