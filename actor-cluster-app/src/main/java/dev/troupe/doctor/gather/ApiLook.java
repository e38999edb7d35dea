package dev.troupe.doctor.gather;

import dev.troupe.doctor.facts.ClusterFacts.Right;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.k8s.AccessReviews;
import dev.troupe.k8s.ApiAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks the Kubernetes API what it would allow; changes nothing. */
public final class ApiLook {
  private ApiLook() {}

  /** Which of these the API allows, or why it could not be asked. Blocks up to 5 s for each. */
  public static Looked<List<Right>> at(ApiAccess access, List<Right> needed) {
    try {
      AccessReviews reviews = AccessReviews.of(access);
      List<Right> rights = new ArrayList<>();
      for (Right right : needed) {
        rights.add(
            right.answered(
                reviews.isAllowed(right.group(), right.resource(), right.name(), right.verb())));
      }
      return Looked.at(List.copyOf(rights));
    } catch (IOException e) {
      return Looked.failed(
          "the API at '%s' can't be asked: %s".formatted(access.server(), e.getMessage()));
    }
  }
}
