/** What proves that a tenant is erased, to whoever has the public key and nothing else. */
@NullMarked
package dev.troupe.tenants.erasure;

import org.jspecify.annotations.NullMarked;
