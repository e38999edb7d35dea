/** The typed toolbox on Pekko where Pekko's Java API stops short. */
@NullMarked
package dev.troupe.actor;

import org.jspecify.annotations.NullMarked;
