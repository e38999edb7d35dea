/** What it costs to keep tenants apart. */
@NullMarked
package dev.troupe.bench.tenants;

import org.jspecify.annotations.NullMarked;
