package dev.troupe.actor;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A plain actor's chain, for which a message has ended when the behavior returns. */
final class InterceptedActor<M> extends BehaviorInterceptor<M, M> {
  private final Interceptors<M> declared;
  private final Intercepted actor;
  private final InterceptorChain<M> chain;

  InterceptedActor(Class<M> protocol, Interceptors<M> declared, Intercepted actor) {
    super(protocol);
    this.declared = declared;
    this.actor = actor;
    this.chain = declared.chain(actor);
  }

  @Override
  public Behavior<M> aroundStart(TypedActorContext<M> context, PreStartTarget<M> target) {
    chain.start();
    return target.start(context);
  }

  @Override
  public Behavior<M> aroundReceive(
      TypedActorContext<M> context, M message, ReceiveTarget<M> target) {
    long since = System.nanoTime();
    Outcome.Refused refused = chain.enter(message, Origin.UNKNOWN, since);
    if (refused != null) {
      RefusedMessages.get(context.asJava().getSystem()).refused(actor, refused);
      return Behaviors.same();
    }
    Behavior<M> next;
    try {
      next = target.apply(context, message);
    } catch (Throwable thrown) {
      chain.ended(message, Origin.UNKNOWN, new Outcome.Failed(thrown), since);
      throw thrown;
    }
    Outcome outcome = Behavior.isUnhandled(next) ? Outcome.UNHANDLED : Outcome.HANDLED;
    chain.ended(message, Origin.UNKNOWN, outcome, since);
    return next;
  }

  /** Else a behavior that puts its chain around itself again would be seen more often each time. */
  @Override
  public boolean isSame(BehaviorInterceptor<Object, Object> other) {
    return (Object) other instanceof InterceptedActor<?> same
        && same.declared == (Object) declared
        && same.actor.equals(actor);
  }
}
