package dev.troupe.cluster.internal;

import io.micrometer.core.instrument.Counter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Counts what a plain actor is sent, as it takes it. */
public final class CountedMessages<M> extends BehaviorInterceptor<M, M> {
  private final Counter messages;

  private CountedMessages(Class<M> protocol, Counter messages) {
    super(protocol);
    this.messages = messages;
  }

  /** This actor, its messages counted here. */
  public static <M> Behavior<M> of(Class<M> protocol, Counter messages, Behavior<M> actor) {
    return Behaviors.intercept(() -> new CountedMessages<>(protocol, messages), actor);
  }

  @Override
  public Behavior<M> aroundReceive(
      TypedActorContext<M> context, M message, ReceiveTarget<M> target) {
    messages.increment();
    return target.apply(context, message);
  }
}
