/** The rules that the code of the project keeps. */
@NullMarked
package dev.troupe.architecture;

import org.jspecify.annotations.NullMarked;
