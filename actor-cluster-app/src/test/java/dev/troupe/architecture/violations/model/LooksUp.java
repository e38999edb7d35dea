package dev.troupe.architecture.violations.model;

import dev.troupe.architecture.violations.cluster.Prints;

/** A word of the model that knows the cluster, which knows it: upward, and a cycle. */
public record LooksUp(Prints above) {}
