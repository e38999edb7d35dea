package dev.troupe.docs.guide;

import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;
import static org.apache.pekko.http.javadsl.server.Directives.completeOKWithFutureString;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Node;
import dev.troupe.app.Troupe;
import dev.troupe.cluster.Singletons;
import dev.troupe.docs.guide.TicketOffice.Take;
import dev.troupe.docs.guide.TicketOffice.Ticket;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.TenantRoutes;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** One ticket office of the cluster, and a worker for each tenant, as an app of its own. */
public final class Offices implements Feature {

  /** The app. */
  public static void main(String[] args) {
    Troupe.run(args, new Offices());
  }

  @Override
  public String name() {
    return "offices";
  }

  // @start region="declare"
  @Override
  public void declare(Declarations node) {
    node.singleton(TicketOffice.TYPE)
        .host(Statement.TYPE)
        .sliced("statements", Statements.SLICES, Statements::slice)
        .routes(Offices::tickets);
  }

  // @end
  // @start region="route"
  /** {@code POST /tenants/acme/tickets} takes a ticket, whichever node has the office. */
  private static GuardedRoute tickets(Node node) {
    ActorRef<TicketOffice.Command> office = Singletons.refFor(node.system(), TicketOffice.TYPE);
    return TenantRoutes.tenant(
        POST,
        segment("tickets"),
        "ticket-office:take",
        asked ->
            completeOKWithFutureString(
                AskPattern.<TicketOffice.Command, Ticket>ask(
                        office, Take::new, Duration.ofSeconds(15), node.system().scheduler())
                    .thenApply(ticket -> "%d %s".formatted(ticket.number(), ticket.node()))));
  }
  // @end
}
