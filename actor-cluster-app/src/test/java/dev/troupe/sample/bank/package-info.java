/** The bank, tested alone and on a cluster. */
@NullMarked
package dev.troupe.sample.bank;

import org.jspecify.annotations.NullMarked;
