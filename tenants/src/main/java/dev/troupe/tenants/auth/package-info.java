/** Who asks: tokens, what they let one do, and whether that is enough. */
@NullMarked
package dev.troupe.tenants.auth;

import org.jspecify.annotations.NullMarked;
