package dev.troupe.docs.guide;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;
import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.completeOKWithFutureString;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.parameter;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.TopicType;
import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Node;
import dev.troupe.app.Troupe;
import dev.troupe.cluster.TopicRef;
import dev.troupe.cluster.Topics;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.EntityKey;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Prices that are published, and a board of each tenant's that shows the latest. */
public final class Prices implements Feature {

  // @start region="type"
  /** What is published. */
  public sealed interface Price {}

  public record Quoted(String good, long cents) implements Price {}

  public record Withdrawn(String good) implements Price {}

  public static final TopicType<Price> PRICES = TopicType.of("price", Price.class);

  // @end

  /** What a board is told. */
  public sealed interface BoardCommand {}

  public record GetPrices(ActorRef<Shown> replyTo) implements BoardCommand {}

  public record Shown(Map<String, Long> prices) {}

  private record Heard(Price price) implements BoardCommand {}

  private static final ActorType<BoardCommand> BOARD =
      ActorType.of(
              "board",
              BoardCommand.class,
              key -> Behaviors.setup(context -> board(context.getSystem(), key)))
          .answering(Shown.class);

  /** The app. */
  public static void main(String[] args) {
    Troupe.run(args, new Prices());
  }

  @Override
  public String name() {
    return "prices";
  }

  // @start region="declare"
  @Override
  public void declare(Declarations node) {
    node.serve(PRICES).host(BOARD).routes(Prices::quote).routes(Prices::shown);
  }

  // @end
  // @start region="subscriber"
  static Behavior<BoardCommand> board(ActorSystem<?> system, EntityKey key) {
    return Behaviors.setup(context -> {
      TopicRef<Price> prices = Topics.on(system).refFor(PRICES, key.tenant());
      prices.subscribe(context.messageAdapter(Price.class, Heard::new));
      return showing(new TreeMap<>());
    });
  }

  // @end
  private static Behavior<BoardCommand> showing(Map<String, Long> prices) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Heard(Quoted quoted) -> {
            Map<String, Long> more = new TreeMap<>(prices);
            more.put(quoted.good(), quoted.cents());
            yield showing(more);
          }
          case Heard(Withdrawn withdrawn) -> {
            Map<String, Long> fewer = new TreeMap<>(prices);
            fewer.remove(withdrawn.good());
            yield showing(fewer);
          }
          case GetPrices get -> {
            get.replyTo().tell(new Shown(prices));
            yield Behaviors.same();
          }
        });
  }

  // @start region="route"
  /** {@code POST /tenants/acme/quotes?good=tea&cents=250} publishes that price. */
  private static GuardedRoute quote(Node node) {
    return TenantRoutes.tenant(
        POST,
        segment("quotes"),
        "price:publish",
        asked ->
            parameter(
                "good",
                good ->
                    parameter(
                        "cents",
                        cents -> {
                          TopicRef<Price> prices =
                              Topics.on(node.system()).refFor(PRICES, asked.tenant());
                          prices.publish(new Quoted(good, Long.parseLong(cents)));
                          return complete(StatusCodes.NO_CONTENT);
                        })));
  }

  // @end
  private static GuardedRoute shown(Node node) {
    return GuardedRoute.concat(
        TenantRoutes.tenant(
            GET,
            segment("board"),
            "board:get-prices",
            asked ->
                completeOKWithFutureString(
                    node.entities()
                        .refFor(BOARD, asked.tenant(), "main")
                        .ask(GetPrices::new, Duration.ofSeconds(15))
                        .thenApply(shown -> shown.prices().toString()))),
        TenantRoutes.open(
            segment("reach"),
            () ->
                get(() ->
                    completeOKWithFutureString(
                        Topics.on(node.system()).reach(PRICES).thenApply(String::valueOf)))));
  }
}
