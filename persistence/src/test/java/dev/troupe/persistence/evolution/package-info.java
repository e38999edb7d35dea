@NullMarked
package dev.troupe.persistence.evolution;

import org.jspecify.annotations.NullMarked;
