/** Where the facts come from. */
@NullMarked
package dev.troupe.doctor.facts;

import org.jspecify.annotations.NullMarked;
