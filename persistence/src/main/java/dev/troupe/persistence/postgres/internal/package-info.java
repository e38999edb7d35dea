/** The parts of the PostgreSQL journal and its embedded server that are not API. */
@NullMarked
package dev.troupe.persistence.postgres.internal;

import org.jspecify.annotations.NullMarked;
