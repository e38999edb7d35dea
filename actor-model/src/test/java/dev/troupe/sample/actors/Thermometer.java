package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Says how hot it is, ten degrees more each time. */
final class Thermometer {
  record Read(ActorRef<Degrees> replyTo) {}

  record Degrees(int degrees) {}

  private Thermometer() {}

  static Behavior<Read> create(int degrees) {
    return Behaviors.receiveMessage(read -> {
      read.replyTo().tell(new Degrees(degrees));
      return create(degrees + 10);
    });
  }
}
