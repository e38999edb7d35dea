/** The example every page of the docs is cut from. */
@NullMarked
package dev.troupe.sample.bank;

import org.jspecify.annotations.NullMarked;
