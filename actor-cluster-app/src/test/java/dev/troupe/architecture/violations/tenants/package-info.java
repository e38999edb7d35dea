/** Breaks the rules of the tenants. */
@NullMarked
package dev.troupe.architecture.violations.tenants;

import org.jspecify.annotations.NullMarked;
