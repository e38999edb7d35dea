package shop;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A till that locks itself a minute after it was opened. */
public final class Till {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private Till() {}

  /** What it is told and asked. */
  public sealed interface Command {}

  /** Open, for a minute from now. */
  public record Open() implements Command {}

  /** Are you open? */
  public record IsOpen(ActorRef<Boolean> replyTo) implements Command {}

  private record Lock() implements Command {}

  static Behavior<Command> create() {
    return Behaviors.withTimers(timers -> till(timers, false));
  }

  private static Behavior<Command> till(TimerScheduler<Command> timers, boolean open) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Open c -> {
            timers.startSingleTimer(new Lock(), A_MINUTE);
            yield till(timers, true);
          }
          case Lock c -> till(timers, false);
          case IsOpen c -> {
            c.replyTo().tell(open);
            yield Behaviors.same();
          }
        });
  }
}
