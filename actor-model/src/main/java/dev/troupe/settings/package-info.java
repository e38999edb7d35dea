/** Which settings there are below {@code troupe}, what each may be, and which are in force. */
@NullMarked
package dev.troupe.settings;

import org.jspecify.annotations.NullMarked;
