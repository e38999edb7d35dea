/** A tenant is erased under load, by nodes that die at each step. */
@NullMarked
package dev.troupe.erasure;

import org.jspecify.annotations.NullMarked;
