package dev.troupe.sample.actors;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One of many alike: what it hears for the first time it tells all others but who told it. */
final class Peer {
  sealed interface Command {}

  record Meet(Set<ActorRef<Command>> peers) implements Command {}

  record Rumor(String text, ActorRef<Command> from) implements Command {}

  record GetTraffic(ActorRef<Traffic> replyTo) implements Command {}

  record Traffic(Set<String> heard, int received, int sent) {}

  private record State(Set<ActorRef<Command>> peers, Traffic traffic) {}

  private Peer() {}

  static Behavior<Command> create() {
    return Behaviors.setup(
        context -> knowing(context, new State(Set.of(), new Traffic(Set.of(), 0, 0))));
  }

  private static Behavior<Command> knowing(ActorContext<Command> context, State state) {
    Traffic past = state.traffic();
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Meet meet -> knowing(context, new State(Set.copyOf(meet.peers()), past));
          case Rumor rumor when past.heard().contains(rumor.text()) ->
              knowing(
                  context,
                  new State(
                      state.peers(), new Traffic(past.heard(), past.received() + 1, past.sent())));
          case Rumor rumor -> {
            var others =
                state.peers().stream()
                    .filter(peer -> !peer.equals(rumor.from()) && !peer.equals(context.getSelf()))
                    .toList();
            others.forEach(peer -> peer.tell(new Rumor(rumor.text(), context.getSelf())));
            var heard =
                Stream.concat(past.heard().stream(), Stream.of(rumor.text()))
                    .collect(Collectors.toUnmodifiableSet());
            yield knowing(
                context,
                new State(
                    state.peers(),
                    new Traffic(heard, past.received() + 1, past.sent() + others.size())));
          }
          case GetTraffic get -> {
            get.replyTo().tell(past);
            yield Behaviors.same();
          }
        });
  }
}
