/** How a node is put together; not API. */
@NullMarked
package dev.troupe.app.internal;

import org.jspecify.annotations.NullMarked;
