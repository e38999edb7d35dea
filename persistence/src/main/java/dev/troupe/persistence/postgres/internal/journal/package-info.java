/** The parts of the journal on PostgreSQL: queues, batches and statements. */
@NullMarked
package dev.troupe.persistence.postgres.internal.journal;

import org.jspecify.annotations.NullMarked;
