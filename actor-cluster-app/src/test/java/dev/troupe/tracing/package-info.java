@NullMarked
package dev.troupe.tracing;

import org.jspecify.annotations.NullMarked;
