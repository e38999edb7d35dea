/** The bank without Troupe: virtual threads, a connection pool and one SQL statement. */
@NullMarked
package dev.troupe.bench.handwritten;

import org.jspecify.annotations.NullMarked;
