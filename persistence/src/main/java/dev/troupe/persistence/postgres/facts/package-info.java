/** What can be seen of a database without changing it, for who examines an installation. */
@NullMarked
package dev.troupe.persistence.postgres.facts;

import org.jspecify.annotations.NullMarked;
