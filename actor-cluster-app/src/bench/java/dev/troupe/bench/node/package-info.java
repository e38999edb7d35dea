/** Nodes within the benchmark's JVM, and those who ask their entities. */
@NullMarked
package dev.troupe.bench.node;

import org.jspecify.annotations.NullMarked;
