/** Tests of what is seen of a database. */
@NullMarked
package dev.troupe.persistence.postgres.facts;

import org.jspecify.annotations.NullMarked;
