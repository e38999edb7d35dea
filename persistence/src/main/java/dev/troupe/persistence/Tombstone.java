package dev.troupe.persistence;

/**
 * What is left of an event whose key was destroyed: that there was one. Queries get it in the
 * event's place, so that what follows it can still be read.
 *
 * @param persistenceId whose event it was
 * @param sequenceNumber which of its events
 * @param reason a sentence
 */
public record Tombstone(String persistenceId, long sequenceNumber, String reason) {}
