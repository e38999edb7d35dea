/** Durable commands beside what PostgreSQL does with the same rows. */
@NullMarked
package dev.troupe.bench.durable;

import org.jspecify.annotations.NullMarked;
