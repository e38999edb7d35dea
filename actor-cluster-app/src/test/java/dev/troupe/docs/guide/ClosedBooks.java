package dev.troupe.docs.guide;

import dev.troupe.actor.Interception;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Origin;
import dev.troupe.docs.guide.Subscription.GetStatus;
import dev.troupe.model.EntityCommand;
import java.util.function.BooleanSupplier;

// @start region="interceptor"
/** Lets nobody change a subscription while the books are closed; who only asks is answered. */
record ClosedBooks(BooleanSupplier closed) implements Interceptor<EntityCommand<Subscription, ?>> {
  @Override
  public Interception before(EntityCommand<Subscription, ?> command, Origin origin) {
    return closed.getAsBoolean() && !(command instanceof GetStatus)
        ? Interception.refused("the books are closed")
        : Interception.allowed();
  }
}
// @end
