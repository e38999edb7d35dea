/** The data keys of tenants: made, wrapped, kept for a while, rotated and destroyed. */
@NullMarked
package dev.troupe.tenants.keys;

import org.jspecify.annotations.NullMarked;
