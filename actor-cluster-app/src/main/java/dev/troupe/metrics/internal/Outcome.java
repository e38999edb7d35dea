package dev.troupe.metrics.internal;

import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityReply;
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

  static Outcome of(EntityReply reply) {
    return reply instanceof EntityReply.Answered answered ? of(answered.reply()) : FAILED;
  }

  static Outcome of(@Nullable Reply<?> reply) {
    if (reply == null) {
      return FAILED;
    }
    return reply instanceof Reply.Rejected<?> ? REJECTED : ACCEPTED;
  }
}
