/** How an entity runs under Pekko; not API. */
@NullMarked
package dev.troupe.persistence.internal;

import org.jspecify.annotations.NullMarked;
