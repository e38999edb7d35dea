/** Deposits over HTTP, of a node and of a service written by hand. */
@NullMarked
package dev.troupe.bench.http;

import org.jspecify.annotations.NullMarked;
