package dev.troupe.docs.guide;

import dev.troupe.cluster.Entities;
import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.docs.guide.Book.Note;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Takes parcels that are delivered, at a door or from a heap, and confirms what is noted. */
final class Porter {
  private Porter() {}

  // @start region="consumer"
  sealed interface Message {}

  private record Delivered(ConsumerController.Delivery<Parcel> delivery) implements Message {}

  private record Ended(ConsumerController.Delivery<Parcel> delivery, Optional<Throwable> failure)
      implements Message {}

  static Behavior<Message> create(
      TenantId tenant, ActorRef<ConsumerController.Start<Parcel>> controller) {
    return Behaviors.setup(context -> {
      ActorRef<ConsumerController.Delivery<Parcel>> adapter =
          context.messageAdapter(ConsumerController.deliveryClass(), Delivered::new);
      controller.tell(new ConsumerController.Start<>(adapter));
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case Delivered(var delivery) ->
              context.pipeToSelf(
                  note(context.getSystem(), tenant, delivery.message()),
                  (noted, failure) -> new Ended(delivery, Optional.ofNullable(failure)));
          case Ended(var delivery, var failure) -> {
            if (failure.isEmpty()) {
              delivery.confirmTo().tell(ConsumerController.confirmed());
            } else {
              Message again = new Delivered(delivery);
              context.scheduleOnce(Duration.ofSeconds(1), context.getSelf(), again);
            }
          }
        }
        return Behaviors.same();
      });
    });
  }

  // @end
  /** In two books: in one by a command without an id, in the other by one with an id. */
  static CompletionStage<Reply<Done>> note(ActorSystem<?> system, TenantId tenant, Parcel parcel) {
    // @start region="note"
    Entities entities = Entities.on(system);
    TenantEntityRef<Book> each = entities.refFor(Book.TYPE, tenant, parcel.book());
    TenantEntityRef<Book> once = entities.refFor(Book.TYPE, tenant, parcel.book() + "-once");
    Note note = new Note(parcel.what());
    CommandId id = CommandId.of(parcel.what());
    // @end
    return Gates.at("before", parcel)
        .thenCompose(open -> each.ask(note))
        .thenCompose(noted -> once.ask(note, id))
        .thenCompose(noted -> Gates.at("after", parcel).thenApply(open -> noted));
  }
}
