/** Measures what a durable command costs, beside what PostgreSQL itself can do. */
@NullMarked
package dev.troupe.bench;

import org.jspecify.annotations.NullMarked;
