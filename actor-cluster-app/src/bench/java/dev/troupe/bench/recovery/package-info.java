/** Replays and cold starts beside the queries that they need. */
@NullMarked
package dev.troupe.bench.recovery;

import org.jspecify.annotations.NullMarked;
