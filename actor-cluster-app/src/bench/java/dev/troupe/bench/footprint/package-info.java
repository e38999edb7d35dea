/** Memory of idle entities, and the start of a node. */
@NullMarked
package dev.troupe.bench.footprint;

import org.jspecify.annotations.NullMarked;
