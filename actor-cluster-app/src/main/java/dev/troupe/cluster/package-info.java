/** Puts entities on shards and finds them by tenant and id. */
@NullMarked
package dev.troupe.cluster;

import org.jspecify.annotations.NullMarked;
