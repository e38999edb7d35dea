package dev.troupe.docs.guide;

import dev.troupe.docs.guide.Subscription.Cancel;
import dev.troupe.docs.guide.Subscription.Cancelled;
import dev.troupe.docs.guide.Subscription.ChangePlan;
import dev.troupe.docs.guide.Subscription.GetStatus;
import dev.troupe.docs.guide.Subscription.PlanChanged;
import dev.troupe.docs.guide.Subscription.Status;
import dev.troupe.docs.guide.Subscription.Subscribe;
import dev.troupe.docs.guide.Subscription.Subscribed;
import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.ContractFile;
import dev.troupe.model.testkit.EntityTestKit;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

// @start region="test"
class SubscriptionTest {
  private final EntityTestKit<Subscription, Subscription.Event, Subscription.State> subscription =
      EntityTestKit.of(new Subscription(EntityKey.of(TenantId.of("acme"), "s-1")));

  @Test
  void isHeldOnce() {
    subscription
        .when(new Subscribe("team", 5))
        .thenEvents(new Subscribed("team", 5))
        .thenReply(Done.DONE);
    subscription.when(new Subscribe("solo", 1)).thenRejected("already-subscribed");
  }

  @Test
  void keepsItsSeatsWhenThePlanChanges() {
    subscription
        .given(new Subscribed("team", 5))
        .when(new ChangePlan("business"))
        .thenEvents(new PlanChanged("business"))
        .thenReply(new Status("business", 5));
  }

  // @end
  @Test
  void endsWhenItIsCancelled() {
    subscription
        .given(new Subscribed("team", 5))
        .when(new Cancel())
        .thenEvents(new Cancelled())
        .thenReply(Done.DONE);
    subscription.when(new ChangePlan("solo")).thenRejected("not-subscribed");
    subscription.when(new GetStatus()).thenEvents().thenReply(new Status("none", 0));
  }

  @Test
  void needsASeat() {
    subscription.when(new Subscribe("team", 0)).thenEvents().thenRejected("no-seats");
  }

  // @start region="contract"
  @Test
  void nothingStoredBecomesUnreadable() {
    ContractFile.verify(
        Path.of("src/test/resources/guide/entity-contracts.txt"), Subscription.TYPE);
  }
  // @end
}
