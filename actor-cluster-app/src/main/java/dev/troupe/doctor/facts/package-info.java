/** What is known of an installation; gathered by others, and never changed. */
@NullMarked
package dev.troupe.doctor.facts;

import org.jspecify.annotations.NullMarked;
