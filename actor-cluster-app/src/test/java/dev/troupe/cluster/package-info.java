/** Tests of {@code dev.troupe.cluster}. */
@NullMarked
package dev.troupe.cluster;

import org.jspecify.annotations.NullMarked;
