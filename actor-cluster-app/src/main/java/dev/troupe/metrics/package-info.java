/** What a node counts and measures of itself, and where it is read. */
@NullMarked
package dev.troupe.metrics;

import org.jspecify.annotations.NullMarked;
