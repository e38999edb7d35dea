/** Breaks the rules of samples. */
@NullMarked
package dev.troupe.architecture.violations.sample;

import org.jspecify.annotations.NullMarked;
