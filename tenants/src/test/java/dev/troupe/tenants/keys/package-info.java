@NullMarked
package dev.troupe.tenants.keys;

import org.jspecify.annotations.NullMarked;
