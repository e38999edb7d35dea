package dev.troupe.persistence;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to bring an entity a command that the database holds, and so the command's id.
 *
 * <p>An attempt has a number of its own only after the one before was refused for good, so at most
 * one of them is ever applied.
 */
public sealed interface Delivery {

  /** The name under which the entity remembers its answer; no {@code CommandId} is like it. */
  String id();

  /**
   * Of a message in the outbox; done when the receiver accepted it.
   *
   * @param row the message's number
   * @param attempt from 1
   */
  record OfMessage(long row, int attempt) implements Delivery {
    @Override
    public String id() {
      return " message %d/%d".formatted(row, attempt);
    }
  }

  /**
   * Of a reminder; done when the entity accepted or rejected it.
   *
   * @param name the reminder's name
   * @param generation which of those that had this name, one after the other
   * @param occurrence which of its firings, from 0
   * @param next when it fires after this, if it does
   */
  record OfReminder(String name, long generation, long occurrence, Optional<Instant> next)
      implements Delivery {
    @Override
    public String id() {
      return " reminder %d/%d".formatted(generation, occurrence);
    }
  }
}
