/** What the JVMs of a run do with each other. */
@NullMarked
package dev.troupe.bench.jvm;

import org.jspecify.annotations.NullMarked;
