package dev.troupe.app.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node that is asked to end (SIGTERM) in the order of its shutdown, and its JVM with code 0.
 *
 * <p>The JVM's own answer to the signal ends with 143 whatever its shutdown did, so nobody could
 * tell a node that has left from one that was cut off. Every other end keeps its own code.
 */
final class OrderlyEnd {
  private static final Logger LOG = LoggerFactory.getLogger(OrderlyEnd.class);

  private OrderlyEnd() {}

  private static final class Asked implements CoordinatedShutdown.Reason {
    @Override
    public String toString() {
      return "SIGTERM";
    }
  }

  /** From now on; Pekko ends the JVM when the last phase is over. */
  static void on(ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    try {
      atSignal("TERM", () -> shutdown.runAll(new Asked()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("this JVM tells of no signals; a node that has left ends with code 143", e);
    }
  }

  /** By name, since javac warns of sun.misc.Signal and nothing can tell it that this is meant. */
  private static void atSignal(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler told =
        (proxy, method, arguments) -> {
          if (!method.getDeclaringClass().equals(handler)) {
            return method.invoke(action, arguments);
          }
          action.run();
          return null;
        };
    signal
        .getMethod("handle", signal, handler)
        .invoke(
            null,
            signal.getConstructor(String.class).newInstance(name),
            Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, told));
  }
}
