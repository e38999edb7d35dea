/** The examples that the guides are cut from. */
@NullMarked
package dev.troupe.docs.guide;

import org.jspecify.annotations.NullMarked;
