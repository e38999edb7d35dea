/** The feed in SQL: reading it, keeping positions in it, and being woken by it. */
@NullMarked
package dev.troupe.persistence.postgres.feed;

import org.jspecify.annotations.NullMarked;
