package dev.troupe.sample.actors;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A kiln that says when a pot is ready, chimes while it burns, and has its heat measured. */
final class Kiln {
  sealed interface Command {}

  /** Has the potter told once, after this time. */
  record Fire(Duration lasting, ActorRef<Fired> potter) implements Command {}

  /** Has the listener told again and again. */
  record Chime(Duration every, ActorRef<Chimed> listener) implements Command {}

  /** Asks the thermometer once, after this time. */
  record MeasureIn(Duration delay) implements Command {}

  /** Asks the thermometer again and again. */
  record MeasureEvery(Duration pause) implements Command {}

  record StopMeasuring() implements Command {}

  record PutOut() implements Command {}

  record GetHeat(ActorRef<Heat> replyTo) implements Command {}

  /** The heat as it was measured last, and how often it was. */
  record Heat(int degrees, int measured) {}

  record Fired() {}

  record Chimed() {}

  private record Ready(Fire fire) implements Command {}

  private record Strike(Chime chime) implements Command {}

  private record Measure() implements Command {}

  private record Measured(Thermometer.Degrees heat) implements Command {}

  private final TimerScheduler<Command> timers;
  private final ActorRef<Thermometer.Read> thermometer;
  private final ActorRef<Thermometer.Degrees> self;

  private Kiln(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<Thermometer.Read> thermometer) {
    this.timers = timers;
    this.thermometer = thermometer;
    this.self = context.messageAdapter(Thermometer.Degrees.class, Measured::new);
  }

  static Behavior<Command> create(ActorRef<Thermometer.Read> thermometer) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new Kiln(context, timers, thermometer).at(new Heat(20, 0))));
  }

  private Behavior<Command> at(Heat heat) {
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        // @start region="timers"
        case Fire fire -> timers.startSingleTimer(new Ready(fire), fire.lasting());
        case Chime chime -> timers.startTimerAtFixedRate(new Strike(chime), chime.every());
        case MeasureIn once -> timers.startSingleTimer(new Measure(), once.delay());
        case MeasureEvery often -> timers.startTimerWithFixedDelay(new Measure(), often.pause());
        case StopMeasuring stop -> timers.cancel(new Measure());
        case PutOut out -> timers.cancelAll();
        // @end
        case Ready ready -> ready.fire().potter().tell(new Fired());
        case Strike strike -> strike.chime().listener().tell(new Chimed());
        case Measure measure -> thermometer.tell(new Thermometer.Read(self));
        case GetHeat get -> get.replyTo().tell(heat);
        case Measured measured -> {
          return at(new Heat(measured.heat().degrees(), heat.measured() + 1));
        }
      }
      return Behaviors.same();
    });
  }
}
