/** Queries that see the rows of one tenant only. */
@NullMarked
package dev.troupe.persistence.postgres.reads;

import org.jspecify.annotations.NullMarked;
