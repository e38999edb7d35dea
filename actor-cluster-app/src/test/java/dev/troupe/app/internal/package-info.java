/** Tests of {@code dev.troupe.app.internal}. */
@NullMarked
package dev.troupe.app.internal;

import org.jspecify.annotations.NullMarked;
