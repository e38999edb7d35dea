package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.sample.bank.Account.GetBalance;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearEntitiesTest {
  private static final EntityKey KEY = EntityKey.of(TenantId.of("acme"), "a-1");

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<EntityEnvelope> region = kit.createTestProbe();
  private final TestProbe<EntityEnvelope> entity = kit.createTestProbe();
  private final TestProbe<EntityReply> asker = kit.createTestProbe();
  private final NearEntities all = new NearEntities();
  private final long now = System.nanoTime();

  @BeforeEach
  void host() {
    all.through(region.ref());
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private EntityEnvelope query() {
    return EntityEnvelope.of("account", KEY, new GetBalance(), Duration.ofSeconds(30), asker.ref());
  }

  private boolean isFound() {
    return isFound(now);
  }

  private boolean isFound(long when) {
    return all.find(KEY, when) != null;
  }

  @Test
  void isFoundWhileItRuns() {
    assertThat(isFound()).isFalse();
    NearEntity near = all.enter(KEY, entity.ref());
    assertThat(isFound()).isTrue();
    all.leave(KEY, near);
    assertThat(isFound()).isFalse();
  }

  @Test
  void isNotFoundNowAndThenSoThatItsShardSeesThatItIsUsed() {
    all.enter(KEY, entity.ref());
    long later = now + Duration.ofSeconds(20).toNanos();
    assertThat(isFound(later)).isFalse();
    assertThat(isFound(later)).isTrue();
    assertThat(isFound(later + Duration.ofMillis(9_999).toNanos())).isTrue();
    assertThat(isFound(later + Duration.ofSeconds(10).toNanos())).isFalse();
  }

  @Test
  void isNotFoundWhileSomethingIsOnTheWayThroughTheRegion() {
    all.enter(KEY, entity.ref());
    all.goes(KEY);
    all.goes(KEY);
    assertThat(isFound()).isFalse();
    all.ended(KEY);
    assertThat(isFound()).isFalse();
    all.ended(KEY);
    assertThat(isFound()).isTrue();
  }

  @Test
  void whatItNeverTookGoesThroughTheRegionWhenItEnds() {
    NearEntity near = all.enter(KEY, entity.ref());
    EntityEnvelope taken = query();
    EntityEnvelope left = query();
    assertThat(near.sends(taken)).isTrue();
    assertThat(near.sends(left)).isTrue();
    assertThat(near.takes(taken)).isTrue();
    all.leave(KEY, near);
    assertThat(region.receiveMessage()).isSameAs(left);
    assertThat(near.takes(left)).as("what comes by the region by now").isFalse();
    EntityEnvelope late = query();
    assertThat(near.sends(late)).isFalse();
    assertThat(near.takes(late)).as("what goes by the region").isFalse();
    all.leave(KEY, near);
    region.expectNoMessage();
  }

  @Test
  void oneThatComesAfterItStaysWhenItEnds() {
    NearEntity first = all.enter(KEY, entity.ref());
    all.enter(KEY, entity.ref());
    all.leave(KEY, first);
    assertThat(isFound()).isTrue();
  }
}
