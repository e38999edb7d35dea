/** A feature as a team writes it, to be put beside the packaged app. */
@NullMarked
package dev.troupe.app.beside;

import org.jspecify.annotations.NullMarked;
