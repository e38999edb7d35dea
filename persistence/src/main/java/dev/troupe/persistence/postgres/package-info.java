/**
 * The journal in PostgreSQL, its schema and migrations, and the embedded server for development.
 */
@NullMarked
package dev.troupe.persistence.postgres;

import org.jspecify.annotations.NullMarked;
