package dev.troupe.sample.actors;

import java.time.Duration;
import org.apache.pekko.actor.NotInfluenceReceiveTimeout;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The lamp of a staircase: it goes out when nobody has passed for two minutes. */
final class Lamp {
  sealed interface Command {}

  record Pass() implements Command {}

  record StayOn() implements Command {}

  /** To look is not to pass: this message alone keeps no light on. */
  record GetLight(ActorRef<Light> replyTo) implements Command, NotInfluenceReceiveTimeout {}

  private record NobodyPassed() implements Command {}

  enum Light {
    ON,
    OFF
  }

  private Lamp() {}

  static Behavior<Command> create() {
    return lit(Light.OFF);
  }

  private static Behavior<Command> lit(Light light) {
    return Behaviors.receive((context, message) ->
        switch (message) {
          // @start region="timeout"
          case Pass pass -> {
            context.setReceiveTimeout(Duration.ofMinutes(2), new NobodyPassed());
            yield lit(Light.ON);
          }
          case NobodyPassed nobody -> {
            context.cancelReceiveTimeout();
            yield lit(Light.OFF);
          }
          // @end
          case StayOn stay -> {
            context.cancelReceiveTimeout();
            yield lit(Light.ON);
          }
          case GetLight get -> {
            get.replyTo().tell(light);
            yield Behaviors.same();
          }
        });
  }
}
