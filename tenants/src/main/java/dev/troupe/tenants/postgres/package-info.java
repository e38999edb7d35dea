/** What is known of tenants in PostgreSQL: their wrapped keys. */
@NullMarked
package dev.troupe.tenants.postgres;

import org.jspecify.annotations.NullMarked;
