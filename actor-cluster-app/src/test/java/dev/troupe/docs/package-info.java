/** Tests that what the documentation says is so. */
@NullMarked
package dev.troupe.docs;

import org.jspecify.annotations.NullMarked;
