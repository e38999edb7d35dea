/** Where the CPU time of a command goes. */
@NullMarked
package dev.troupe.bench.cost;

import org.jspecify.annotations.NullMarked;
