package dev.troupe.actor;

import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** What one actor's behavior last failed with, kept from one instance to the next. */
final class LastFailure {
  private @Nullable Throwable failure;

  /** The failure since the last call, if there was one. */
  Optional<Throwable> take() {
    Optional<Throwable> taken = Optional.ofNullable(failure);
    failure = null;
    return taken;
  }

  /** The first failure counts: what fails in {@code PreRestart} is a consequence of it. */
  void keep(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  /** The behavior that is made of this cause, whose failures are kept and thrown on. */
  <T> Behavior<T> of(Function<Optional<Throwable>, Behavior<T>> behavior, Optional<Throwable> why) {
    return Behaviors.intercept(
        () -> new Keeper<T>(this), Behaviors.setup(context -> behavior.apply(why)));
  }

  private static final class Keeper<T> extends BehaviorInterceptor<T, T> {
    private final LastFailure last;

    @SuppressWarnings(
        "unchecked") // All messages of an actor are its own: there is nothing to tell.
    Keeper(LastFailure last) {
      super((Class<T>) Object.class);
      this.last = last;
    }

    @Override
    public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
      try {
        return target.start(context);
      } catch (Throwable thrown) {
        last.keep(thrown);
        throw thrown;
      }
    }

    @Override
    public Behavior<T> aroundReceive(
        TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
      try {
        return target.apply(context, message);
      } catch (Throwable thrown) {
        last.keep(thrown);
        throw thrown;
      }
    }

    @Override
    public Behavior<T> aroundSignal(
        TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
      try {
        return target.apply(context, signal);
      } catch (Throwable thrown) {
        last.keep(thrown);
        throw thrown;
      }
    }
  }
}
