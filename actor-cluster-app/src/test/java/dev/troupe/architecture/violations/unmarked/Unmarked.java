package dev.troupe.architecture.violations.unmarked;

/** In a package that does not say that it is free of nulls. */
final class Unmarked {
  private Unmarked() {}
}
