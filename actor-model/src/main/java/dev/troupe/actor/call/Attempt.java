package dev.troupe.actor.call;

import dev.troupe.model.CommandId;
import java.time.Duration;

/**
 * One attempt of a call.
 *
 * @param id the same for all attempts of a call; as the header {@code Idempotency-Key} over HTTP
 * @param number 1 for the first
 * @param timeout how long this attempt is waited for, more than zero: to be given to whatever sends
 *     it, and to be told to the service, so that it stops when nobody waits
 */
public record Attempt(CommandId id, int number, Duration timeout) {}
