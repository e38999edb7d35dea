package dev.troupe.model.testkit;

/**
 * What the platform promises to entities, and a simulation can break to see whether the invariants
 * would notice.
 */
public enum Promise {
  /** An answer is stored with the events: asking again under the same id gets the first one. */
  ANSWERS_ARE_KEPT,

  /** A message or a firing is applied once, however often it arrives. */
  DELIVERIES_COUNT_ONCE,

  /** A message is stored with the events: it is delivered although its sender crashed. */
  MESSAGES_ARE_KEPT,

  /** A reminder is stored with the events: it fires although its entity was passivated. */
  REMINDERS_ARE_KEPT,

  /** A query is answered from the state that the last event led to. */
  READS_ARE_CURRENT
}
