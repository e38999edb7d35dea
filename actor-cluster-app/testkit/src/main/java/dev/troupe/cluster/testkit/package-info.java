/** A cluster of real JVMs for tests: started, killed, paused, and its database with it. */
@NullMarked
package dev.troupe.cluster.testkit;

import org.jspecify.annotations.NullMarked;
