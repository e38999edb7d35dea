/** A tree of packages like the project's own, in which every rule is broken once. */
@NullMarked
package dev.troupe.architecture.violations;

import org.jspecify.annotations.NullMarked;
