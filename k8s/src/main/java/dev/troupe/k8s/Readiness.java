package dev.troupe.k8s;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Whether this node wants traffic: no before its HTTP port is open, and no again once it shuts
 * down.
 *
 * <p>One of the checks behind {@code /ready}; thread-safe.
 */
public final class Readiness implements Extension {
  private static final Id ID = new Id();
  private final AtomicBoolean serving = new AtomicBoolean();
  private final AtomicBoolean draining = new AtomicBoolean();

  private Readiness() {}

  /** The readiness of this actor system's node. */
  public static Readiness on(org.apache.pekko.actor.typed.ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** From now on this node wants traffic, or no more. */
  public void serving(boolean wanted) {
    serving.set(wanted);
  }

  /** From now on this node wants no more traffic, ever, and serves what comes all the same. */
  public void drain() {
    draining.set(true);
    serving.set(false);
  }

  /** Whether it is about to end. */
  public boolean isDraining() {
    return draining.get();
  }

  /** Whether it does. */
  public boolean isServing() {
    return serving.get();
  }

  /** The check, as {@code pekko.management.health-checks.readiness-checks} names it. */
  public static final class Check implements Supplier<CompletionStage<Boolean>> {
    private final Readiness readiness;

    /** Called by Pekko Management. */
    public Check(ActorSystem system) {
      readiness = on(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
      return CompletableFuture.completedFuture(readiness.isServing());
    }
  }

  private static final class Id extends ExtensionId<Readiness> {
    @Override
    public Readiness createExtension(org.apache.pekko.actor.typed.ActorSystem<?> system) {
      return new Readiness();
    }
  }
}
