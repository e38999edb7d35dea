/** Breaks the rules of the model. */
@NullMarked
package dev.troupe.architecture.violations.model;

import org.jspecify.annotations.NullMarked;
