package dev.troupe.architecture.violations.model.internal;

/** Not API. */
public record Hidden() {}
