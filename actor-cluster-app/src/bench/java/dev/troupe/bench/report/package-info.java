/** What a run of the benchmark found, as tables and as JSON. */
@NullMarked
package dev.troupe.bench.report;

import org.jspecify.annotations.NullMarked;
