package dev.troupe.actor;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

// @start region="relay"
/** Forwards texts for who is authorised, and can be paused in any state. */
final class Relay {
  sealed interface Command {}

  record Authorise(String token) implements Command {}

  record Send(String text, ActorRef<Refused> replyTo) implements Command {}

  record Pause(String reason) implements Command {}

  record Resume() implements Command {}

  record Refused(String why) {}

  private final String token;
  private final ActorRef<String> target;

  private Relay(String token, ActorRef<String> target) {
    this.token = token;
    this.target = target;
  }

  static Behavior<Command> create(String token, ActorRef<String> target) {
    return new Relay(token, target).unknown(0);
  }

  private Behavior<Command> unknown(int attempts) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Authorise it when it.token().equals(token) -> authorised(0);
          case Authorise it -> unknown(attempts + 1);
          case Send it -> refuse(it, "not authorised after %d attempts".formatted(attempts));
          case Pause it -> paused(it.reason(), unknown(attempts));
          case Resume it -> Behaviors.unhandled();
        });
  }

  private Behavior<Command> authorised(int sent) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Send it -> {
            target.tell("%d %s".formatted(sent + 1, it.text()));
            yield authorised(sent + 1);
          }
          case Pause it -> paused(it.reason(), authorised(sent));
          case Authorise it -> Behaviors.same();
          case Resume it -> Behaviors.unhandled();
        });
  }

  /** What it was before it keeps as a value, and becomes that again. */
  private Behavior<Command> paused(String reason, Behavior<Command> before) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Send it -> refuse(it, reason);
          case Pause it -> paused(it.reason(), paused(reason, before));
          case Resume it -> before;
          case Authorise it -> Behaviors.unhandled();
        });
  }

  private static Behavior<Command> refuse(Send send, String why) {
    send.replyTo().tell(new Refused(why));
    return Behaviors.same();
  }
}
// @end
