/**
 * Small plain actors, each of which shows one thing that Pekko does, and the tests that show it.
 */
@NullMarked
package dev.troupe.sample.actors;

import org.jspecify.annotations.NullMarked;
