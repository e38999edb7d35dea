/** Breaks the rules of the HTTP edge. */
@NullMarked
package dev.troupe.architecture.violations.http;

import org.jspecify.annotations.NullMarked;
