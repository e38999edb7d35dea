package dev.troupe.metrics.internal;

import dev.troupe.model.Reply;
import org.jspecify.annotations.Nullable;

/** How a command ended. */
public enum Outcome {
  ACCEPTED("accepted", 0),
  REJECTED("rejected", 1),
  FAILED("failed", 2);

  /** How many there are. */
  static final int COUNT = 3;

  private final String label;
  private final int index;

  Outcome(String label, int index) {
    this.label = label;
    this.index = index;
  }

  /** As a label says it. */
  String label() {
    return label;
  }

  /** Its place among the others, from 0. */
  int index() {
    return index;
  }

  static Outcome of(dev.troupe.actor.Outcome outcome) {
    return switch (outcome) {
      case dev.troupe.actor.Outcome.Handled handled -> ACCEPTED;
      case dev.troupe.actor.Outcome.Rejected rejected -> REJECTED;
      case dev.troupe.actor.Outcome.Unhandled unhandled -> FAILED;
      case dev.troupe.actor.Outcome.Failed failed -> FAILED;
      case dev.troupe.actor.Outcome.Refused refused -> FAILED;
    };
  }

  static Outcome of(@Nullable Reply<?> reply) {
    if (reply == null) {
      return FAILED;
    }
    return reply instanceof Reply.Rejected<?> ? REJECTED : ACCEPTED;
  }
}
