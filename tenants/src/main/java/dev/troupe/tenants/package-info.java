/** Who the tenants are, what they may use, and whether they are served now. */
@NullMarked
package dev.troupe.tenants;

import org.jspecify.annotations.NullMarked;
