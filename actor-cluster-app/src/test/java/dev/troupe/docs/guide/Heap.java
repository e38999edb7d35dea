package dev.troupe.docs.guide;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.Deliveries;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue;
import org.apache.pekko.actor.typed.delivery.WorkPullingProducerController;
import org.apache.pekko.actor.typed.delivery.WorkPullingProducerController.MessageWithConfirmation;
import org.apache.pekko.actor.typed.delivery.WorkPullingProducerController.RequestNext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Parcels of a tenant that any of its porters may take, whoever has time. */
public final class Heap {
  // @start region="worker"
  static ServiceKey<ConsumerController.Command<Parcel>> porters(TenantId tenant) {
    return ServiceKey.create(ConsumerController.serviceKeyClass(), "porters-" + tenant);
  }

  static Behavior<Porter.Message> porter(TenantId tenant) {
    return Behaviors.setup(context -> {
      ActorRef<ConsumerController.Command<Parcel>> controller =
          context.spawn(ConsumerController.create(porters(tenant)), "controller");
      return Porter.create(tenant, controller.narrow());
    });
  }

  // @end
  public static final ActorType<Command> TYPE = ActorType.of("heap", Command.class, Heap::create);

  public sealed interface Command {}

  public record Put(Parcel parcel, ActorRef<Done> replyTo) implements Command {}

  public record Wake() implements Command {}

  private record Demand(RequestNext<Parcel> next) implements Command {}

  // @start region="pool"
  static Behavior<Command> create(EntityKey key) {
    return create(key, Deliveries.queue("heap", key));
  }

  static Behavior<Command> create(
      EntityKey key, Behavior<DurableProducerQueue.Command<Parcel>> queue) {
    return Behaviors.setup(context -> {
      ActorRef<WorkPullingProducerController.Command<Parcel>> controller =
          context.spawn(
              WorkPullingProducerController.create(
                  Parcel.class, key.encoded(), porters(key.tenant()), Optional.of(queue)),
              "controller");
      context.watch(controller);
      ActorRef<RequestNext<Parcel>> adapter =
          context.messageAdapter(WorkPullingProducerController.requestNextClass(), Demand::new);
      Runnable start = () -> controller.tell(new WorkPullingProducerController.Start<>(adapter));
      start.run();
      return Behaviors.withStash(1_000, waiting -> withoutDemand(waiting, start));
    });
  }

  private static Behavior<Command> withoutDemand(StashBuffer<Command> waiting, Runnable start) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Put put -> {
            waiting.stash(put);
            yield Behaviors.same();
          }
          case Wake wake -> {
            // Pekko takes its question for open, and never asks again, when the worker that it
            // chose for a parcel goes before that is stored. Told to start, it asks anew.
            start.run();
            yield Behaviors.same();
          }
          case Demand(var next) -> waiting.unstashAll(withDemand(waiting, start, next));
        });
  }

  // @end
  private static Behavior<Command> withDemand(
      StashBuffer<Command> waiting, Runnable start, RequestNext<Parcel> next) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Put(var parcel, var replyTo) -> {
            next.askNextTo().tell(new MessageWithConfirmation<>(parcel, replyTo));
            yield withoutDemand(waiting, start);
          }
          case Wake wake -> Behaviors.same();
          case Demand(var newer) -> withDemand(waiting, start, newer);
        });
  }

  private Heap() {}
}
