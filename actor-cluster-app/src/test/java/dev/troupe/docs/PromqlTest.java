package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.docs.Promql.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlTest {
  private static final String QUERY =
      "histogram_quantile(0.99, sum by (le, type) (rate(a_bucket{type=~\"x|sum(y)\",job=\"b\"}[5m])))"
          + " / on (pod) group_left () max(c:d_5m) > bool 1e3 and topk(5, e_total) unless f{}";

  @Test
  void findsEverySeriesWithTheLabelsItIsChosenBy() {
    assertThat(Promql.selectors(QUERY))
        .containsExactly(
            new Selector("a_bucket", Set.of("type", "job")),
            new Selector("c:d_5m", Set.of()),
            new Selector("e_total", Set.of()),
            new Selector("f", Set.of()));
  }

  @Test
  void findsTheLabelsOfGroups() {
    assertThat(Promql.groupings(QUERY)).containsExactly("le", "pod", "type");
  }
}
