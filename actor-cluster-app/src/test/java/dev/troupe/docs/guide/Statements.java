package dev.troupe.docs.guide;

import dev.troupe.app.Node;
import dev.troupe.cluster.Tenants;
import dev.troupe.docs.guide.Statement.Write;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.TenantStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

// @start region="slice"
/** Has a statement of each day written for each tenant: a worker per tenant, in slices. */
public final class Statements {
  /** How many slices; the same on all nodes. */
  public static final int SLICES = 4;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int PAGE = 500;

  private enum Look {
    NOW
  }

  private Statements() {}

  /** Has a worker for each tenant of this slice that is served, and ends those of others. */
  static Behavior<?> slice(Node node, int slice) {
    return Behaviors.<Look>setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(Look.NOW, Duration.ZERO, LOOK);
          return Behaviors.receiveMessage(look -> {
            seeTo(context, node, tenants(node, slice));
            return Behaviors.same();
          });
        }));
  }

  private static void seeTo(ActorContext<Look> context, Node node, Set<String> tenants) {
    context.getChildren().stream()
        .filter(worker -> !tenants.contains(worker.path().name()))
        .forEach(context::stop);
    for (String tenant : tenants) {
      if (context.getChild(tenant).isEmpty()) {
        context.spawn(worker(node, TenantId.of(tenant), InstantSource.system()), tenant);
      }
    }
  }

  /** A tenant is always of the same slice, and each slice runs on one node. */
  private static Set<String> tenants(Node node, int slice) {
    Set<String> mine = new TreeSet<>();
    Tenants all = Tenants.on(node.system());
    String after = "";
    while (true) {
      var page = all.page(after, PAGE);
      for (var each : page.entrySet()) {
        after = each.getKey().value();
        boolean isServed = each.getValue().state().status() == TenantStatus.ACTIVE;
        if (isServed && Math.floorMod(after.hashCode(), SLICES) == slice) {
          mine.add(after);
        }
      }
      if (page.size() < PAGE) {
        return mine;
      }
    }
  }

  // @end
  // @start region="worker"
  private enum Work {
    WRITE,
    WRITTEN,
    FAILED
  }

  /** The day is the statement's id, so that none is written twice, whoever is told to and when. */
  private static Behavior<Work> worker(Node node, TenantId tenant, InstantSource clock) {
    String me = node.system().address().hostPort();
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          context.getSelf().tell(Work.WRITE);
          return Behaviors.receiveMessage(work -> {
            switch (work) {
              case WRITE -> {
                String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
                context.pipeToSelf(
                    node.entities().refFor(Statement.TYPE, tenant, today).ask(new Write(me)),
                    (reply, failure) -> failure == null ? Work.WRITTEN : Work.FAILED);
              }
              case WRITTEN -> timers.startSingleTimer(Work.WRITE, Duration.ofMinutes(10));
              case FAILED -> timers.startSingleTimer(Work.WRITE, Duration.ofSeconds(5));
            }
            return Behaviors.same();
          });
        }));
  }
  // @end
}
