/** Tests of {@code dev.troupe.local}. */
@NullMarked
package dev.troupe.local;

import org.jspecify.annotations.NullMarked;
