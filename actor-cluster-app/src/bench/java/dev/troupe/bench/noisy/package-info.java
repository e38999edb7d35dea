/** One tenant beside another that asks for far more than its share. */
@NullMarked
package dev.troupe.bench.noisy;

import org.jspecify.annotations.NullMarked;
