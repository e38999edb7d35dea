package dev.troupe.sample.actors;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Takes on apprentices, each an actor and a child of the guild, and sends them home. */
final class Guild {
  sealed interface Command {}

  /** Takes one on by a name, or answers an error if there is one of this name. */
  record Hire(String name, ActorRef<StatusReply<ActorRef<Apprentice.Command>>> replyTo)
      implements Command {}

  record HireAnybody(ActorRef<ActorRef<Apprentice.Command>> replyTo) implements Command {}

  /** Stops one, and answers when it has stopped. */
  record Dismiss(String name, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  record GetNames(ActorRef<Names> replyTo) implements Command {}

  record Names(List<String> names) {}

  private record Gone(Dismiss dismissed) implements Command {}

  private final ActorContext<Command> context;
  private final Behavior<Apprentice.Command> apprentice;

  private Guild(ActorContext<Command> context, Behavior<Apprentice.Command> apprentice) {
    this.context = context;
    this.apprentice = apprentice;
  }

  static Behavior<Command> create(Behavior<Apprentice.Command> apprentice) {
    return Behaviors.setup(context -> new Guild(context, apprentice).with(Set.of()));
  }

  private Behavior<Command> with(Set<String> leaving) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Hire hire -> hire(hire);
          case HireAnybody hire -> {
            hire.replyTo().tell(context.spawnAnonymous(apprentice));
            yield Behaviors.same();
          }
          case Dismiss dismiss -> dismiss(dismiss, leaving);
          case Gone gone -> {
            gone.dismissed().replyTo().tell(StatusReply.ack());
            Set<String> fewer = new HashSet<>(leaving);
            fewer.remove(gone.dismissed().name());
            yield with(Set.copyOf(fewer));
          }
          case GetNames get -> {
            var names = context.getChildren().stream().map(child -> child.path().name());
            get.replyTo().tell(new Names(names.sorted().toList()));
            yield Behaviors.same();
          }
        });
  }

  // @start region="spawn"
  private Behavior<Command> hire(Hire hire) {
    if (context.getChild(hire.name()).isPresent()) {
      hire.replyTo().tell(StatusReply.error("there is an apprentice '" + hire.name() + "'"));
    } else {
      hire.replyTo().tell(StatusReply.success(context.spawn(apprentice, hire.name())));
    }
    return Behaviors.same();
  }

  // @end

  private Behavior<Command> dismiss(Dismiss dismiss, Set<String> leaving) {
    var child = context.getChild(dismiss.name());
    if (child.isEmpty() || leaving.contains(dismiss.name())) {
      dismiss.replyTo().tell(StatusReply.error("there is no apprentice '" + dismiss.name() + "'"));
      return Behaviors.same();
    }
    // @start region="stop"
    context.watchWith(child.get(), new Gone(dismiss));
    context.stop(child.get());
    // @end
    Set<String> more = new HashSet<>(leaving);
    more.add(dismiss.name());
    return with(Set.copyOf(more));
  }
}
