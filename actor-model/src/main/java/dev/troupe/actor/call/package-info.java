/** Calls to other services: until when, under which id, how often again, and when not at all. */
@NullMarked
package dev.troupe.actor.call;

import org.jspecify.annotations.NullMarked;
