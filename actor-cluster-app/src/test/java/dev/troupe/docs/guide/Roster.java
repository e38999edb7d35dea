package dev.troupe.docs.guide;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Watches the clerks of all nodes, follows the members, and remembers what it heard. */
final class Roster {
  /** What it hears; it is asked by its own node alone, so none of these crosses the wire. */
  sealed interface Message {}

  private record Listed(Receptionist.Listing listing) implements Message {}

  private record Changed(ClusterDomainEvent event) implements Message {}

  record GetHeard(ActorRef<List<String>> replyTo) implements Message {}

  private Roster() {}

  // @start region="events"
  static Behavior<Message> create() {
    return Behaviors.setup(context -> {
      Cluster.get(context.getSystem())
          .subscriptions()
          .tell(
              Subscribe.create(
                  context.messageAdapter(ClusterDomainEvent.class, Changed::new),
                  ClusterDomainEvent.class));
      context
          .getSystem()
          .receptionist()
          .tell(
              Receptionist.subscribe(
                  Clerk.KEY, context.messageAdapter(Receptionist.Listing.class, Listed::new)));
      return heard(List.of());
    });
  }

  // @end
  private static Behavior<Message> heard(List<String> lines) {
    return Behaviors.receive(Message.class)
        // @start region="watch"
        .onMessage(
            Listed.class,
            listed -> {
              Set<ActorRef<Clerk.Command>> clerks = listed.listing().getServiceInstances(Clerk.KEY);
              return Behaviors.setup(context -> {
                clerks.forEach(context::watch); // To watch one again changes nothing.
                return heard(lines);
              });
            })
        .onSignal(
            Terminated.class,
            gone -> heard(with(lines, "Terminated", gone.getRef().path().address().hostPort())))
        // @end
        .onMessage(Changed.class, changed -> heard(withEvent(lines, changed.event())))
        .onMessage(
            GetHeard.class,
            get -> {
              get.replyTo().tell(lines);
              return Behaviors.same();
            })
        .build();
  }

  private static List<String> withEvent(List<String> lines, ClusterDomainEvent event) {
    return switch (event) {
      case MemberEvent e ->
          with(lines, e.getClass().getSimpleName(), e.member().address().hostPort());
      case ReachabilityEvent e ->
          with(lines, e.getClass().getSimpleName(), e.member().address().hostPort());
      default -> lines;
    };
  }

  private static List<String> with(List<String> lines, String what, String node) {
    return Stream.concat(lines.stream(), Stream.of(what + " " + node)).toList();
  }
}
