package dev.troupe.docs.guide;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.Deliveries;
import dev.troupe.cluster.DeliveryType;
import dev.troupe.model.EntityKey;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.cluster.sharding.typed.delivery.ShardingProducerController;
import org.apache.pekko.cluster.sharding.typed.delivery.ShardingProducerController.MessageWithConfirmation;
import org.apache.pekko.cluster.sharding.typed.delivery.ShardingProducerController.RequestNext;

/** Sends parcels to the tenant's doors, at least once. */
public final class Sender {
  // @start region="type"
  static final DeliveryType<Parcel> DOORS =
      new DeliveryType<>(
          "door", Parcel.class, (key, controller) -> Porter.create(key.tenant(), controller));

  // @end
  // @start region="producer"
  public static final ActorType<Command> TYPE =
      ActorType.of("sender", Command.class, Sender::create);

  public sealed interface Command {}

  public record Send(String door, Parcel parcel, ActorRef<Done> replyTo) implements Command {}

  public record Wake() implements Command {}

  private record Demand(RequestNext<Parcel> next) implements Command {}

  static Behavior<Command> create(EntityKey key) {
    return Behaviors.setup(context -> {
      ActorRef<ShardingProducerController.Command<Parcel>> controller =
          context.spawn(
              ShardingProducerController.create(
                  Parcel.class,
                  key.encoded(),
                  Deliveries.on(context.getSystem()).region(DOORS),
                  Optional.of(Deliveries.queue("door", key))),
              "controller");
      context.watch(controller); // It ends with its queue, and so does this.
      ActorRef<RequestNext<Parcel>> adapter =
          context.messageAdapter(ShardingProducerController.requestNextClass(), Demand::new);
      controller.tell(new ShardingProducerController.Start<>(adapter));
      return Behaviors.withStash(1_000, waiting -> withoutDemand(key, waiting));
    });
  }

  private static Behavior<Command> withoutDemand(EntityKey key, StashBuffer<Command> waiting) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Send send -> {
            waiting.stash(send);
            yield Behaviors.same();
          }
          case Wake wake -> Behaviors.same();
          case Demand(var next) -> waiting.unstashAll(withDemand(key, waiting, next));
        });
  }

  private static Behavior<Command> withDemand(
      EntityKey key, StashBuffer<Command> waiting, RequestNext<Parcel> next) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Send(var door, var parcel, var replyTo) -> {
            String receiver = EntityKey.of(key.tenant(), door).encoded();
            next.askNextTo().tell(new MessageWithConfirmation<>(receiver, parcel, replyTo));
            yield withoutDemand(key, waiting);
          }
          case Wake wake -> Behaviors.same();
          case Demand(var newer) -> withDemand(key, waiting, newer);
        });
  }

  // @end
  private Sender() {}
}
