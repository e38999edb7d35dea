package dev.troupe.docs.guide;

import static java.util.stream.Collectors.joining;
import static org.apache.pekko.http.javadsl.server.Directives.completeOKWithFutureString;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Node;
import dev.troupe.app.Troupe;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.TenantRoutes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** A clerk and a roster on each node, and routes that ask them. */
public final class Switchboard implements Feature {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** A clerk, and where it said that it is. */
  private record Placed(String node, ActorRef<Clerk.Command> clerk) {}

  /** The app. */
  public static void main(String[] args) {
    Troupe.run(args, new Switchboard());
  }

  @Override
  public String name() {
    return "switchboard";
  }

  @Override
  public void declare(Declarations node) {
    node.host(Clerk.TYPE).routes(Switchboard::routes);
  }

  private static GuardedRoute routes(Node node) {
    ActorSystem<?> system = node.system();
    system.systemActorOf(Clerk.registered(), "clerk", Props.empty());
    ActorRef<Roster.Message> roster =
        system.systemActorOf(Roster.create(), "roster", Props.empty());
    return GuardedRoute.concat(
        shown(
            "clerks", () -> placed(system).thenApply(all -> lines(all.stream().map(Placed::node)))),
        shown("handed-on", () -> placed(system).thenCompose(all -> handedOn(system, all))),
        shown("heard", () -> heard(system, roster)));
  }

  /** The text of a stage that is asked for at each request. */
  private interface Shown {
    CompletionStage<String> text();
  }

  private static GuardedRoute shown(String path, Shown shown) {
    return TenantRoutes.open(
        segment(path), () -> get(() -> completeOKWithFutureString(shown.text())));
  }

  private static CompletionStage<String> heard(
      ActorSystem<?> system, ActorRef<Roster.Message> roster) {
    return AskPattern.<Roster.Message, List<String>>ask(
            roster, Roster.GetHeard::new, PATIENCE, system.scheduler())
        .thenApply(all -> String.join("\n", all));
  }

  // @start region="find"
  /** The clerks of all nodes. */
  private static CompletionStage<List<ActorRef<Clerk.Command>>> clerks(ActorSystem<?> system) {
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            system.receptionist(),
            replyTo -> Receptionist.find(Clerk.KEY, replyTo),
            PATIENCE,
            system.scheduler())
        .thenApply(listing -> List.copyOf(listing.getServiceInstances(Clerk.KEY)));
  }

  // @end
  // @start region="ask"
  /** Asks a clerk, on this node or on another. */
  private static CompletionStage<String> ask(
      ActorSystem<?> system,
      ActorRef<Clerk.Command> clerk,
      Function<ActorRef<Clerk.Found>, Clerk.Command> question) {
    return AskPattern.<Clerk.Command, Clerk.Found>ask(
            clerk, question::apply, PATIENCE, system.scheduler())
        .thenApply(Clerk.Found::node);
  }

  // @end
  private static CompletionStage<List<Placed>> placed(ActorSystem<?> system) {
    return clerks(system)
        .thenCompose(all ->
            each(
                all,
                clerk ->
                    ask(system, clerk, Clerk.GetNode::new)
                        .thenApply(node -> new Placed(node, clerk))));
  }

  /** What comes back when each hands a question on to each, as {@code by to answered}. */
  private static CompletionStage<String> handedOn(ActorSystem<?> system, List<Placed> all) {
    return each(
            all,
            by ->
                each(
                    all,
                    to ->
                        ask(system, by.clerk(), asker -> new Clerk.HandOn(to.clerk(), asker))
                            .thenApply(node -> by.node() + " " + to.node() + " " + node)))
        .thenApply(answers -> lines(answers.stream().flatMap(List::stream)));
  }

  private static String lines(Stream<String> all) {
    return all.sorted().collect(joining("\n"));
  }

  private static <T, R> CompletionStage<List<R>> each(
      List<T> all, Function<T, CompletionStage<R>> work) {
    List<CompletableFuture<R>> stages =
        all.stream().map(one -> work.apply(one).toCompletableFuture()).toList();
    return CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> stages.stream().map(CompletableFuture::join).toList());
  }
}
