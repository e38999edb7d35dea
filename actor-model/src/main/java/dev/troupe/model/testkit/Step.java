package dev.troupe.model.testkit;

import java.time.Duration;
import java.util.Optional;

/**
 * One thing that happens in a simulation. It says all that it needs, so that it can be carried out
 * whatever was before it; where it makes no sense, nothing happens.
 */
sealed interface Step {

  /** What becomes of a command and its answer on their way. */
  enum Fate {
    /** Both arrive. */
    HEARD(""),
    /** The command arrives, and nobody hears the answer. */
    UNHEARD(", and nobody hears the answer"),
    /** The command does not arrive. */
    LOST(", which gets lost");

    private final String text;

    Fate(String text) {
      this.text = text;
    }
  }

  /** What would be easier to understand, and perhaps fails as well. */
  default Optional<Step> simpler() {
    return Optional.empty();
  }

  private static boolean isPlain(Fate fate) {
    return fate == Fate.HEARD;
  }

  /** A caller asks; again, if the id was used before. */
  record Ask(String id, Request request, Fate fate) implements Step {
    @Override
    public Optional<Step> simpler() {
      return isPlain(fate) ? Optional.empty() : Optional.of(new Ask(id, request, Fate.HEARD));
    }

    @Override
    public String toString() {
      return "%s asks %s%s".formatted(id, request, fate.text);
    }
  }

  /** The first message of a sender is delivered. */
  record Deliver(Address sender, Fate fate) implements Step {
    @Override
    public Optional<Step> simpler() {
      return isPlain(fate) ? Optional.empty() : Optional.of(new Deliver(sender, Fate.HEARD));
    }

    @Override
    public String toString() {
      return "%s has its message delivered%s".formatted(sender, fate.text);
    }
  }

  /** A reminder that is due fires. */
  record Fire(Address entity, String name, Fate fate) implements Step {
    @Override
    public Optional<Step> simpler() {
      return isPlain(fate) ? Optional.empty() : Optional.of(new Fire(entity, name, Fate.HEARD));
    }

    @Override
    public String toString() {
      return "%s is reminded by '%s'%s".formatted(entity, name, fate.text);
    }
  }

  /** A copy of a delivery, done or lost before, arrives late. */
  record Repeat(String delivery) implements Step {
    @Override
    public String toString() {
      return "a late copy arrives: " + delivery;
    }
  }

  /** An entity loses its memory at once. */
  record Crash(Address entity) implements Step {
    @Override
    public String toString() {
      return entity + " crashes";
    }
  }

  /** An entity leaves memory in order. */
  record Passivate(Address entity) implements Step {
    @Override
    public String toString() {
      return entity + " is passivated";
    }
  }

  /** Time passes. */
  record Advance(Duration duration) implements Step {
    @Override
    public String toString() {
      return duration + " passes";
    }
  }

  /** All that is left is delivered, and what fires once has fired. */
  record Settle() implements Step {
    @Override
    public String toString() {
      return "all that is left is delivered";
    }
  }
}
