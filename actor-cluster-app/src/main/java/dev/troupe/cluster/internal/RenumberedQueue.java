package dev.troupe.cluster.internal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.Command;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.LoadState;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.MessageSent;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.State;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.State$;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.StoreMessageConfirmed;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.StoreMessageSent;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.StoreMessageSentAck;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * A durable queue that counts from 1 again for a producer that starts and finds nothing that waits.
 *
 * <p>Pekko's {@code ProducerController} then asks for message 1, whatever the queue has counted to,
 * and fails at the first one that it is given, each time that it is started
 * (github.com/apache/pekko/issues/2760). So it is told of a queue that is new, and what it says of
 * a number is said to the stored queue of the number that it has there. The other controllers do
 * not mind. Ends with the queue that it stands in front of.
 */
public final class RenumberedQueue<M> extends AbstractBehavior<Command<M>> {
  private final ActorRef<Command<M>> stored;
  private final ActorRef<State<M>> states;
  private final ActorRef<StoreMessageSentAck> acks;
  private final ArrayDeque<ActorRef<State<M>>> loading = new ArrayDeque<>(1);
  private final Map<Long, ActorRef<StoreMessageSentAck>> storing = new HashMap<>();

  /** How many the queue had before the producer's first. */
  private long before;

  private record Loaded<M>(State<M> state) implements Command<M> {}

  private record Stored<M>(long number) implements Command<M> {}

  @SuppressWarnings("unchecked") // There is no class of a generic type.
  private RenumberedQueue(ActorContext<Command<M>> context, Behavior<Command<M>> queue) {
    super(context);
    stored = context.spawn(queue, "stored");
    context.watch(stored);
    states = context.messageAdapter((Class<State<M>>) (Class<?>) State.class, Loaded::new);
    acks =
        context.messageAdapter(StoreMessageSentAck.class, ack -> new Stored<>(ack.storedSeqNr()));
  }

  /** The queue that is stored, for any producer. */
  public static <M> Behavior<Command<M>> of(Behavior<Command<M>> queue) {
    return Behaviors.setup(context -> new RenumberedQueue<>(context, queue));
  }

  @Override
  @SuppressWarnings("unchecked") // They are of its own producer.
  public Receive<Command<M>> createReceive() {
    return newReceiveBuilder()
        .onMessage(LoadState.class, load -> load((LoadState<M>) load))
        .onMessage(Loaded.class, loaded -> loaded(((Loaded<M>) loaded).state()))
        .onMessage(StoreMessageSent.class, store -> store((StoreMessageSent<M>) store))
        .onMessage(Stored.class, done -> stored(((Stored<M>) done).number()))
        .onMessage(
            StoreMessageConfirmed.class,
            confirmed -> confirmed((StoreMessageConfirmed<M>) confirmed))
        .onSignal(Terminated.class, ended -> Behaviors.stopped())
        .build();
  }

  private Behavior<Command<M>> load(LoadState<M> load) {
    loading.add(load.replyTo());
    stored.tell(new LoadState<>(states));
    return this;
  }

  private Behavior<Command<M>> loaded(State<M> state) {
    boolean isNew = state.unconfirmed().isEmpty();
    before = isNew ? state.currentSeqNr() - 1 : 0;
    loading.remove().tell(isNew ? State$.MODULE$.empty() : state);
    return this;
  }

  private Behavior<Command<M>> store(StoreMessageSent<M> store) {
    MessageSent<M> sent = store.sent();
    long number = sent.seqNr() + before;
    storing.put(number, store.replyTo());
    stored.tell(
        new StoreMessageSent<>(
            new MessageSent<>(
                number,
                sent.message(),
                sent.ack(),
                sent.confirmationQualifier(),
                sent.timestampMillis()),
            acks));
    return this;
  }

  private Behavior<Command<M>> stored(long number) {
    ActorRef<StoreMessageSentAck> replyTo = storing.remove(number);
    if (replyTo != null) { // It is stored twice if the producer asked again meanwhile.
      replyTo.tell(new StoreMessageSentAck(number - before));
    }
    return this;
  }

  private Behavior<Command<M>> confirmed(StoreMessageConfirmed<M> confirmed) {
    stored.tell(
        new StoreMessageConfirmed<>(
            confirmed.seqNr() + before,
            confirmed.confirmationQualifier(),
            confirmed.timestampMillis()));
    return this;
  }
}
