/** How the model reads its own records by reflection; not API. */
@NullMarked
package dev.troupe.model.internal;

import org.jspecify.annotations.NullMarked;
