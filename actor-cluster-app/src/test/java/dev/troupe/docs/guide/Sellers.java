package dev.troupe.docs.guide;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.onSuccess;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Node;
import dev.troupe.app.Troupe;
import dev.troupe.docs.guide.Subscription.Subscribe;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.CommandId;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Subscriptions, sessions, a daemon and a route written by hand, as an app of its own. */
public final class Sellers implements Feature {

  /** The app. */
  public static void main(String[] args) {
    Troupe.run(args, new Sellers());
  }

  @Override
  public String name() {
    return "sellers";
  }

  // @start region="declare"
  @Override
  public void declare(Declarations node) {
    node.serve(Subscription.TYPE)
        .host(Session.TYPE)
        .sliced("trials", 2, Sellers::trials)
        .routes(Sellers::sessions);
  }

  // @end
  // @start region="daemon"
  private record Tick() {}

  /** Sees to it that each tenant's trial has begun; one slice has one half of the tenants. */
  private static Behavior<Tick> trials(Node node, int slice) {
    TenantId tenant = TenantId.of(slice == 0 ? "acme" : "globex");
    var trial = node.entities().refFor(Subscription.TYPE, tenant, "trial");
    CommandId once = CommandId.of("begin-trial");
    return Behaviors.withTimers(timers -> {
      timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, Duration.ofSeconds(1));
      return Behaviors.receiveMessage(tick -> {
        trial.ask(new Subscribe("trial", 3), once);
        return Behaviors.same();
      });
    });
  }

  // @end
  // @start region="route"
  /** {@code GET /tenants/acme/sessions/teller-7} touches that session. */
  private static GuardedRoute sessions(Node node) {
    return TenantRoutes.tenant(
        segment("sessions").slash(segment()),
        "session:touch",
        (asked, id) ->
            get(() -> {
              var session = node.entities().refFor(Session.TYPE, asked.tenant(), id);
              return onSuccess(
                  session.ask(Session.Touch::new, Duration.ofSeconds(5)),
                  touched -> complete("touched " + touched.times() + " times"));
            }));
  }
  // @end
}
