/** Proofs about the journal in PostgreSQL, its schema and the embedded server. */
@NullMarked
package dev.troupe.persistence.postgres;

import org.jspecify.annotations.NullMarked;
