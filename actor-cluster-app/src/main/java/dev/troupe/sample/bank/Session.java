package dev.troupe.sample.bank;

import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityKey;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

// @start region="session"
/** A teller's session: nothing worth persisting, gone after a quiet minute. Plain Pekko. */
public final class Session {
  public static final ActorType<Command> TYPE =
      ActorType.of("session", Command.class, Session::create).answering(Touched.class);

  public sealed interface Command {}

  public record Touch(ActorRef<Touched> replyTo) implements Command {}

  private record Expire() implements Command {}

  /** How often the session was touched since it began. */
  public record Touched(int times) {}

  private Session() {}

  static Behavior<Command> create(EntityKey key) {
    return Behaviors.withTimers(timers -> active(timers, 0));
  }

  private static Behavior<Command> active(TimerScheduler<Command> timers, int touched) {
    timers.startSingleTimer(new Expire(), Duration.ofMinutes(1));
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Touch touch -> {
            touch.replyTo().tell(new Touched(touched + 1));
            yield active(timers, touched + 1);
          }
          case Expire expire -> Behaviors.stopped();
        });
  }
}
// @end
