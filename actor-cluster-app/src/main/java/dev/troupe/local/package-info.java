/** Runs a whole cluster on one machine, for development. */
@NullMarked
package dev.troupe.local;

import org.jspecify.annotations.NullMarked;
