/**
 * Turns an entity into Pekko's {@code EventSourcedBehavior} and gives its messages stable names on
 * disk.
 */
@NullMarked
package dev.troupe.persistence;

import org.jspecify.annotations.NullMarked;
