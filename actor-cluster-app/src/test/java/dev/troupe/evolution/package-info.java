@NullMarked
package dev.troupe.evolution;

import org.jspecify.annotations.NullMarked;
