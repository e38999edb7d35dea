/** Where the facts come from. */
@NullMarked
package dev.troupe.doctor.gather;

import org.jspecify.annotations.NullMarked;
