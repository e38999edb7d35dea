/** Breaks the rules of persistence. */
@NullMarked
package dev.troupe.architecture.violations.persistence;

import org.jspecify.annotations.NullMarked;
