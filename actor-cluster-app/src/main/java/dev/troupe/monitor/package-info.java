/** What a node looks at from time to time, since nobody tells it. */
@NullMarked
package dev.troupe.monitor;

import org.jspecify.annotations.NullMarked;
