/** Many reminders that are due at about the same time. */
@NullMarked
package dev.troupe.bench.reminders;

import org.jspecify.annotations.NullMarked;
