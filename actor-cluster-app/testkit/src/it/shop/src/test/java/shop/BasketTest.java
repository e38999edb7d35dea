package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.EntitySimulation;
import dev.troupe.model.testkit.EntityTestKit;
import dev.troupe.model.testkit.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

// @start region="reminder"
class BasketTest {
  private final EntityTestKit<Basket, Basket.Event, Basket.State> basket =
      EntityTestKit.of(new Basket(EntityKey.of(TenantId.of("acme"), "b-1")));

  @Test
  void isEmptiedAnHourAfterTheFirstArticle() {
    Instant noon = Instant.parse("2026-03-04T12:00:00Z");
    basket.at(noon).when(new Basket.Add("tea")).thenReply(new Basket.Count(1));
    assertEquals(List.of(), basket.advance(Duration.ofMinutes(59)));
    basket.when(new Basket.Add("milk")).thenReply(new Basket.Count(2));

    var fired = basket.advance(Duration.ofMinutes(1)).getFirst();
    assertEquals(noon.plus(Duration.ofHours(1)), fired.at());
    fired.outcome().thenEvents(new Basket.Emptied());
    basket.when(new Basket.GetCount()).thenReply(new Basket.Count(0));
  }

  // @end

  @Test
  void takesThreeArticles() {
    basket
        .given(new Basket.Added("tea"), new Basket.Added("milk"), new Basket.Added("salt"))
        .when(new Basket.Add("rice"))
        .thenRejected("full");
  }

  @Test
  void neverHoldsMoreThanThreeAndIsEmptiedInTheEnd() {
    var report =
        EntitySimulation.of(TenantId.of("acme"))
            .entity(Basket.TYPE)
            .commands(BasketTest::command)
            .invariant(
                "three at most",
                world -> world.states(Basket.TYPE, Basket.State.class).values().stream()
                    .allMatch(state -> state.articles().size() <= Basket.MOST))
            .atRest(
                "all are empty",
                world -> world.states(Basket.TYPE, Basket.State.class).values().stream()
                    .allMatch(state -> state.articles().isEmpty()))
            .seeds(200)
            .run();
    assertTrue(report.steps().containsKey("crash"), report.toString());
  }

  private static Request command(RandomGenerator random) {
    return Request.to(Basket.TYPE, "b-" + random.nextInt(2), new Basket.Add("tea"));
  }
}
