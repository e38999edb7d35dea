/** What the nodes of a cluster agree on: small registers, and who leads. */
@NullMarked
package dev.troupe.persistence.postgres.register;

import org.jspecify.annotations.NullMarked;
