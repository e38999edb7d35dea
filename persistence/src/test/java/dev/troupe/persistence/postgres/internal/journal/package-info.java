/** Proofs about the parts of the journal on PostgreSQL. */
@NullMarked
package dev.troupe.persistence.postgres.internal.journal;

import org.jspecify.annotations.NullMarked;
