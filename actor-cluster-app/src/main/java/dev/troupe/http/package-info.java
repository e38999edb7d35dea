/** The tenant in the path, a reply as a response, a problem as {@code application/problem+json}. */
@NullMarked
package dev.troupe.http;

import org.jspecify.annotations.NullMarked;
