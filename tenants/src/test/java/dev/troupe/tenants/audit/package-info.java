@NullMarked
package dev.troupe.tenants.audit;

import org.jspecify.annotations.NullMarked;
