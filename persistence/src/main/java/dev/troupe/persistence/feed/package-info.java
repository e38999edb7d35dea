/** Events in the order in which they were committed, and the projections that follow them. */
@NullMarked
package dev.troupe.persistence.feed;

import org.jspecify.annotations.NullMarked;
