package dev.troupe.architecture.violations.cluster;

import dev.troupe.architecture.violations.model.LooksUp;
import org.jspecify.annotations.Nullable;

/** Prints to the terminal, and closes a cycle. */
public record Prints(@Nullable LooksUp below) {
  /** Says so. */
  public void print() {
    System.out.println(below);
  }
}
