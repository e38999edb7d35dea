/** The catalogue of what is stored, in SQL, and the streams that a build is tried on. */
@NullMarked
package dev.troupe.persistence.postgres.evolution;

import org.jspecify.annotations.NullMarked;
