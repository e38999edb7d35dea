package dev.troupe.app.beside;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.http.TenantRoutes;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Three slices that do nothing, and a route that says which of them run here. */
public final class Slices implements Feature {
  /** How many. */
  public static final int COUNT = 3;

  private final Set<Integer> here = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return "slices";
  }

  @Override
  public void declare(Declarations node) {
    node.sliced("nothing", COUNT, (running, slice) -> slice(slice));
    node.routes(running ->
        TenantRoutes.open(
            segment("slices"), () -> get(() -> complete(new TreeSet<>(here).toString()))));
  }

  private Behavior<Object> slice(int number) {
    return Behaviors.setup(context -> {
      here.add(number);
      return Behaviors.receive(Object.class)
          .onSignal(
              PostStop.class,
              stop -> {
                here.remove(number);
                return Behaviors.same();
              })
          .build();
    });
  }
}
