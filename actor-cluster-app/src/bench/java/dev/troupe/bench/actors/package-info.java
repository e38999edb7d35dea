/** Actors and entities as they are hosted here, beside the same on Pekko alone. */
@NullMarked
package dev.troupe.bench.actors;

import org.jspecify.annotations.NullMarked;
