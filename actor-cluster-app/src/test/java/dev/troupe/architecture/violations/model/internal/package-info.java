/** What nobody outside should use, and someone does. */
@NullMarked
package dev.troupe.architecture.violations.model.internal;

import org.jspecify.annotations.NullMarked;
