/** Proofs about the parts of the embedded server that are not API. */
@NullMarked
package dev.troupe.persistence.postgres.internal;

import org.jspecify.annotations.NullMarked;
