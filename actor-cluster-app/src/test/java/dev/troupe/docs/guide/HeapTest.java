package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.StoreMessageSent;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue.StoreMessageSentAck;
import org.apache.pekko.actor.typed.delivery.WorkPullingProducerController.GetWorkerStats;
import org.apache.pekko.actor.typed.delivery.WorkPullingProducerController.WorkerStats;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A heap whose queue stores when the test says so. */
class HeapTest {
  private static final EntityKey KEY = EntityKey.of(TenantId.of("acme"), "main");

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Object> queue = kit.createTestProbe();
  private final TestProbe<Parcel> taken = kit.createTestProbe();
  private final TestProbe<Done> stored = kit.createTestProbe();
  private ActorRef<Heap.Command> heap;

  @BeforeEach
  void start() {
    Behavior<DurableProducerQueue.Command<Parcel>> told =
        Behaviors.receiveMessage(command -> {
          queue.ref().tell(command);
          return Behaviors.same();
        });
    heap = kit.spawn(Heap.create(KEY, told));
    if (queue.receiveMessage() instanceof DurableProducerQueue.LoadState<?> load) {
      load.replyTo().tell(DurableProducerQueue.State$.MODULE$.empty());
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<ConsumerController.Command<Parcel>> porter() {
    ActorRef<ConsumerController.Command<Parcel>> porter =
        kit.spawn(ConsumerController.create(Heap.porters(KEY.tenant())));
    ActorRef<ConsumerController.Delivery<Parcel>> taker =
        kit.spawn(
            Behaviors.receiveMessage(delivery -> {
              taken.ref().tell(delivery.message());
              delivery.confirmTo().tell(ConsumerController.confirmed());
              return Behaviors.same();
            }));
    porter.tell(new ConsumerController.Start<>(taker));
    return porter;
  }

  private void awaitPorters(int expected) {
    TestProbe<WorkerStats> stats = kit.createTestProbe();
    stats.awaitAssert(() -> {
      Adapter.toClassic(kit.system())
          .actorSelection(heap.path().child("controller"))
          .tell(
              new GetWorkerStats<Parcel>(stats.ref()), org.apache.pekko.actor.ActorRef.noSender());
      assertThat(stats.receiveMessage().numberOfWorkers()).isEqualTo(expected);
      return null;
    });
  }

  /** What is to be stored next; confirmations are none of this test's business. */
  private StoreMessageSent<?> toStore() {
    while (true) {
      if (queue.receiveMessage() instanceof StoreMessageSent<?> store) {
        return store;
      }
    }
  }

  private static void store(StoreMessageSent<?> store) {
    store.replyTo().tell(new StoreMessageSentAck(store.sent().seqNr()));
  }

  @Test
  void goesOnAlthoughThePorterItChoseLeftBeforeTheParcelWasStored() {
    Parcel tea = new Parcel("a", "tea");
    Parcel figs = new Parcel("a", "figs");
    ActorRef<ConsumerController.Command<Parcel>> first = porter();
    heap.tell(new Heap.Put(tea, stored.ref()));
    StoreMessageSent<?> chosen = toStore();
    kit.stop(first);
    awaitPorters(0);
    store(chosen);
    stored.receiveMessage();

    porter();
    store(toStore());
    taken.expectMessage(tea);
    heap.tell(new Heap.Put(figs, stored.ref()));
    heap.tell(new Heap.Wake());
    store(toStore());
    stored.receiveMessage();
    taken.expectMessage(figs);
  }
}
