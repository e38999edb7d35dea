/** Tests of files that only their owner may read. */
@NullMarked
package dev.troupe.tenants.files;

import org.jspecify.annotations.NullMarked;
