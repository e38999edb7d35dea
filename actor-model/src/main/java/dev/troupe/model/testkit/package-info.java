/** Tests an entity without an actor system: given, when, then; and freezes its contract. */
@NullMarked
package dev.troupe.model.testkit;

import org.jspecify.annotations.NullMarked;
