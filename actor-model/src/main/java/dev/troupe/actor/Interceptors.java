package dev.troupe.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An ordered chain of {@link Interceptor}s, declared once and made anew for each actor. Immutable
 * and thread-safe.
 *
 * <p>Given where a type is hosted, or put around any behavior with {@link #around}. The whole chain
 * is one of Pekko's interceptors, however long it is, and stays around whatever behavior the actor
 * changes to. A behavior that puts the same chain around itself again is still seen once; each such
 * chain is made anew and begins with {@link Interceptor#onStart}.
 *
 * @param <M> the messages; of an entity its commands
 */
public final class Interceptors<M> {
  private static final Interceptors<Object> NONE = new Interceptors<>(List.of());

  private final List<Interceptor.Factory<M>> factories;

  private Interceptors(List<Interceptor.Factory<M>> factories) {
    this.factories = List.copyOf(factories);
  }

  /** Those that these make, in this order on the way in. */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is read, and kept by nobody.
  public static <M> Interceptors<M> of(Interceptor.Factory<M>... factories) {
    return new Interceptors<>(List.of(factories));
  }

  /** No interceptor. */
  @SuppressWarnings("unchecked") // It never makes one, of whatever messages.
  public static <M> Interceptors<M> none() {
    return (Interceptors<M>) NONE;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return factories.isEmpty();
  }

  /** These, and behind them, nearer to the behavior, those. */
  public Interceptors<M> then(Interceptors<M> inner) {
    List<Interceptor.Factory<M>> all = new ArrayList<>(factories);
    all.addAll(inner.factories);
    return new Interceptors<>(all);
  }

  /**
   * This behavior behind its interceptors, made anew at each start. A message that is refused is
   * counted in {@link RefusedMessages}, and gets no answer that the interceptor does not give.
   *
   * <p>Supervision belongs around it if a restart is to be seen as one, and inside if interceptors
   * are to outlive it: then a failure that it handles is to them a message that was handled.
   *
   * @param protocol the class of the messages
   * @param actor what interceptors are told of it
   */
  public Behavior<M> around(Class<M> protocol, Intercepted actor, Behavior<M> behavior) {
    return factories.isEmpty()
        ? behavior
        : Behaviors.intercept(() -> new InterceptedActor<>(protocol, this, actor), behavior);
  }

  /**
   * The interceptors of one actor, for who puts them around it otherwise: calls them, and knows
   * when a message has ended.
   */
  public InterceptorChain<M> chain(Intercepted actor) {
    List<Interceptor<? super M>> all = new ArrayList<>(factories.size());
    for (Interceptor.Factory<M> each : factories) {
      all.add(each.create(actor));
    }
    return new InterceptorChain<>(all);
  }

  /** The same for messages that come in an envelope, from which this takes what they see. */
  public <E> Interceptors<E> enclosed(Function<? super E, ? extends M> message) {
    List<Interceptor.Factory<E>> all = new ArrayList<>(factories.size());
    for (Interceptor.Factory<M> each : factories) {
      all.add(actor -> new Enclosed<>(each.create(actor), message));
    }
    return new Interceptors<>(all);
  }

  /** Hands on what is in the envelope. */
  private record Enclosed<E, M>(
      Interceptor<? super M> inner, Function<? super E, ? extends M> message)
      implements Interceptor<E> {
    @Override
    public void onStart() {
      inner.onStart();
    }

    @Override
    public Interception before(E envelope, Origin origin) {
      return inner.before(message.apply(envelope), origin);
    }

    @Override
    public void after(E envelope, Origin origin, Outcome outcome, long tookNanos) {
      inner.after(message.apply(envelope), origin, outcome, tookNanos);
    }

    @Override
    public String name() {
      return inner.name();
    }
  }
}
