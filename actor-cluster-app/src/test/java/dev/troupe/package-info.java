/** Tests of the project as a whole. */
@NullMarked
package dev.troupe;

import org.jspecify.annotations.NullMarked;
