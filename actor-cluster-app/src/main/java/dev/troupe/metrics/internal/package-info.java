/** Not API. */
@NullMarked
package dev.troupe.metrics.internal;

import org.jspecify.annotations.NullMarked;
