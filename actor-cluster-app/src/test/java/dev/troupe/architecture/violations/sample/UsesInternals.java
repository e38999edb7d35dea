package dev.troupe.architecture.violations.sample;

import dev.troupe.architecture.violations.model.internal.Hidden;

/** A sample that shows what no user should copy. */
record UsesInternals(Hidden hidden) {}
