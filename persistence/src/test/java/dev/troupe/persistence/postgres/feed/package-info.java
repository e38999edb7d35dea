/** Tests of the feed. */
@NullMarked
package dev.troupe.persistence.postgres.feed;

import org.jspecify.annotations.NullMarked;
