package dev.troupe.docs.guide;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Origin;
import dev.troupe.actor.Outcome;
import java.util.function.Consumer;

// @start region="interceptor"
/** Writes down who had an actor do what, and how that ended; of whatever messages. */
record Diary(Intercepted actor, Consumer<String> lines) implements Interceptor<Object> {
  @Override
  public void after(Object message, Origin origin, Outcome outcome, long tookNanos) {
    String how =
        switch (outcome) {
          case Outcome.Handled handled -> "done";
          case Outcome.Unhandled unhandled -> "unknown";
          case Outcome.Rejected rejected -> rejected.code();
          case Outcome.Failed failed -> "failed";
          case Outcome.Refused refused -> refused.why();
        };
    String who = origin.principal().orElse("somebody");
    String what = message.getClass().getSimpleName();
    lines.accept("%s: %s of %s: %s".formatted(actor, what, who, how));
  }
}
// @end
