/**
 * The words every other package speaks, and the one interface a user implements; imports no Pekko.
 */
@NullMarked
package dev.troupe.model;

import org.jspecify.annotations.NullMarked;
