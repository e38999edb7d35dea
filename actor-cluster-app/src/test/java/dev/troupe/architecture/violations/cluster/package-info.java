/** Breaks the rules of the cluster. */
@NullMarked
package dev.troupe.architecture.violations.cluster;

import org.jspecify.annotations.NullMarked;
