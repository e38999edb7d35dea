/** How it is decided who asks. */
@NullMarked
package dev.troupe.tenants.auth;

import org.jspecify.annotations.NullMarked;
