package dev.troupe.architecture.violations.cluster;

/** Has a field that an annotation means something for. */
final class Injected {
  @Deprecated int field;
}
