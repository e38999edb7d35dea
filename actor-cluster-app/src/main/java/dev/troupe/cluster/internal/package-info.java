/** What carries messages and reminders to entities; not API. */
@NullMarked
package dev.troupe.cluster.internal;

import org.jspecify.annotations.NullMarked;
