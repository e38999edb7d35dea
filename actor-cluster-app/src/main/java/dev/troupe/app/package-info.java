/** Makes one node of features and starts it. */
@NullMarked
package dev.troupe.app;

import org.jspecify.annotations.NullMarked;
