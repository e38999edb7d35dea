/** Whether a build can read what another one stored: names, versions, shapes, and whole streams. */
@NullMarked
package dev.troupe.persistence.evolution;

import org.jspecify.annotations.NullMarked;
