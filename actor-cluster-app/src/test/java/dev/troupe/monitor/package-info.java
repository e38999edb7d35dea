@NullMarked
package dev.troupe.monitor;

import org.jspecify.annotations.NullMarked;
