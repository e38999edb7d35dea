/** Tests of the reads. */
@NullMarked
package dev.troupe.persistence.postgres.reads;

import org.jspecify.annotations.NullMarked;
