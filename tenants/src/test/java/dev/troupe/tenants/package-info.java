/** The limits of tenants, tested. */
@NullMarked
package dev.troupe.tenants;

import org.jspecify.annotations.NullMarked;
