/** Tests of what the nodes of a cluster agree on. */
@NullMarked
package dev.troupe.persistence.postgres.register;

import org.jspecify.annotations.NullMarked;
