/** What operators do with tenants over HTTP. */
@NullMarked
package dev.troupe.http.operator;

import org.jspecify.annotations.NullMarked;
