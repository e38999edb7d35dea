/** What a request is a part of: taken at the edge, carried to entities, said in the log. */
@NullMarked
package dev.troupe.tracing;

import org.jspecify.annotations.NullMarked;
