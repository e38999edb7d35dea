package dev.troupe.docs.guide;

import static java.util.stream.Collectors.joining;
import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;
import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.completeOKWithFutureString;
import static org.apache.pekko.http.javadsl.server.Directives.parameter;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.actor.ActorType;
import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Node;
import dev.troupe.app.Troupe;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.ShardTable;
import dev.troupe.cluster.ShardTable.NodeShards;
import dev.troupe.docs.guide.Book.Arrivals;
import dev.troupe.docs.guide.Book.GetArrivals;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Parcels that are sent in three ways, and books in which their arrivals are noted. */
public final class Parcels implements Feature {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  // @start region="slot"
  /** Takes what is told. */
  static final ActorType<Parcel> SLOT =
      ActorType.of(
          "slot",
          Parcel.class,
          key ->
              Behaviors.receive((context, parcel) -> {
                Porter.note(context.getSystem(), key.tenant(), parcel);
                return Behaviors.same();
              }));

  // @end

  private record Tick() {}

  /** The app. */
  public static void main(String[] args) {
    Troupe.run(args, new Parcels());
  }

  @Override
  public String name() {
    return "parcels";
  }

  // @start region="declare"
  @Override
  public void declare(Declarations node) {
    node.host(Book.TYPE)
        .host(SLOT)
        .host(Sender.DOORS)
        .host(Sender.TYPE)
        .host(Heap.TYPE)
        .sliced("porters", 3, (each, slice) -> Heap.porter(ACME))
        .sliced("wakers", 1, (each, slice) -> waker(each.entities()))
        .routes(Parcels::sent)
        .routes(Parcels::arrived)
        .routes(Parcels::gates);
  }

  // @end
  // @start region="wake"
  /** Has queues go on after a crash that nobody sends to. */
  private static Behavior<Tick> waker(Entities entities) {
    return Behaviors.withTimers(timers -> {
      timers.startTimerWithFixedDelay(new Tick(), Duration.ofSeconds(1));
      return Behaviors.receiveMessage(tick -> {
        entities.refFor(Sender.TYPE, ACME, "main").tell(new Sender.Wake());
        entities.refFor(Heap.TYPE, ACME, "main").tell(new Heap.Wake());
        return Behaviors.same();
      });
    });
  }

  // @end
  /**
   * {@code POST /tenants/acme/parcels?way=tell&book=a&what=b} answers once it is told or stored.
   */
  private static GuardedRoute sent(Node node) {
    return TenantRoutes.tenant(
        POST,
        segment("parcels"),
        "parcel:send",
        asked ->
            parameter(
                "way",
                way ->
                    parameter(
                        "book",
                        book ->
                            parameter(
                                "what",
                                what ->
                                    completeOKWithFutureString(
                                        send(
                                                node.entities(),
                                                asked.tenant(),
                                                way,
                                                new Parcel(book, what))
                                            .thenApply(done -> "sent"))))));
  }

  private static CompletionStage<Done> send(
      Entities entities, TenantId tenant, String way, Parcel parcel) {
    return switch (way) {
      case "tell" -> {
        // @start region="tell"
        entities.refFor(SLOT, tenant, parcel.book()).tell(parcel);
        // @end
        yield CompletableFuture.completedStage(Done.getInstance());
      }
      case "deliver" ->
          // @start region="send"
          entities
              .refFor(Sender.TYPE, tenant, "main")
              .ask(replyTo -> new Sender.Send(parcel.book(), parcel, replyTo), PATIENCE);
      // @end
      case "heap" ->
          entities
              .refFor(Heap.TYPE, tenant, "main")
              .ask(replyTo -> new Heap.Put(parcel, replyTo), PATIENCE);
      default -> throw new IllegalArgumentException("no way is called '%s'".formatted(way));
    };
  }

  private static GuardedRoute arrived(Node node) {
    return TenantRoutes.tenant(
        GET,
        segment("arrivals"),
        "book:get-arrivals",
        asked ->
            parameter(
                "book",
                book ->
                    completeOKWithFutureString(
                        node.entities()
                            .refFor(Book.TYPE, asked.tenant(), book)
                            .ask(new GetArrivals())
                            .thenApply(Parcels::shown))));
  }

  private static String shown(Reply<Arrivals> reply) {
    return reply instanceof Reply.Accepted<Arrivals>(Arrivals arrivals)
        ? new TreeMap<>(arrivals.times()).toString()
        : reply.toString();
  }

  /** Shuts and opens gates of this node, and says what has stopped and where who is. */
  private static GuardedRoute gates(Node node) {
    return GuardedRoute.concat(
        TenantRoutes.open(
            segment("shut"),
            () ->
                parameter(
                    "at",
                    point -> {
                      Gates.shut(point);
                      return complete("shut");
                    })),
        TenantRoutes.open(
            segment("open"),
            () -> {
              Gates.open();
              return complete("open");
            }),
        TenantRoutes.open(segment("stopped"), () -> complete(String.join(",", Gates.stopped()))),
        TenantRoutes.open(
            segment("sender"),
            () ->
                completeOKWithFutureString(
                    node.entities()
                        .whereIs("sender", ACME, "main")
                        .thenApply(where -> where.node().orElse("none")))),
        TenantRoutes.open(
            segment("doors"),
            () ->
                completeOKWithFutureString(
                    ShardTable.of(node.system(), Sender.DOORS.name())
                        .thenApply(table ->
                            table.nodes().stream()
                                .filter(each -> !each.shards().isEmpty())
                                .map(NodeShards::node)
                                .collect(joining(","))))));
  }
}
