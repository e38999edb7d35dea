/** How requests are read, answered and described; not API. */
@NullMarked
package dev.troupe.http.internal;

import org.jspecify.annotations.NullMarked;
