package dev.troupe.k8s.manifests;

import java.util.ArrayList;
import java.util.List;

/** What a check found to be wrong, in sentences. */
final class Findings {
  private final List<String> all = new ArrayList<>();

  /** Adds the sentence unless this holds. */
  void check(boolean holds, String finding) {
    if (!holds) {
      all.add(finding);
    }
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
