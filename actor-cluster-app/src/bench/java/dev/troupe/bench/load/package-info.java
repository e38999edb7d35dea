/** Closed and open loops, and the windows in which what they do counts. */
@NullMarked
package dev.troupe.bench.load;

import org.jspecify.annotations.NullMarked;
