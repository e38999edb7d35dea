package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.internal.Subscribers.Outcome;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final EntityKey TEA = EntityKey.of(TenantId.of("acme"), "tea");
  private static final EntityKey SALT = EntityKey.of(TenantId.of("acme"), "salt");
  private static final EntityKey OTHERS_TEA = EntityKey.of(TenantId.of("globex"), "tea");

  private final ActorRef<Object> ann = TestInbox.create("ann").getRef();
  private final ActorRef<Object> bob = TestInbox.create("bob").getRef();
  private final Subscribers subscribers = new Subscribers(2);

  @Test
  void eachTopicHasItsOwnAndAnotherTenantsOfTheSameIdIsAnother() {
    subscribers.add(TEA, ann);
    subscribers.add(OTHERS_TEA, bob);
    assertThat(subscribers.of(TEA)).containsExactly(ann);
    assertThat(subscribers.of(OTHERS_TEA)).containsExactly(bob);
    assertThat(subscribers.of(SALT)).isEmpty();
  }

  @Test
  void whoSubscribesTwiceIsThereOnce() {
    assertThat(subscribers.add(TEA, ann)).isEqualTo(Outcome.ADDED);
    assertThat(subscribers.add(TEA, ann)).isEqualTo(Outcome.KNOWN);
    assertThat(subscribers.count()).isEqualTo(1);
  }

  @Test
  void aTenantHasNoMoreThanItMayAndNoOtherIsConcerned() {
    subscribers.add(TEA, ann);
    subscribers.add(SALT, ann);
    assertThat(subscribers.add(TEA, bob)).isEqualTo(Outcome.FULL);
    assertThat(subscribers.add(TEA, ann)).isEqualTo(Outcome.KNOWN);
    assertThat(subscribers.add(OTHERS_TEA, bob)).isEqualTo(Outcome.ADDED);
    subscribers.remove(SALT, ann);
    assertThat(subscribers.add(TEA, bob)).isEqualTo(Outcome.ADDED);
  }

  @Test
  void whoEndsLeavesAllItsTopics() {
    subscribers.add(TEA, ann);
    subscribers.add(OTHERS_TEA, ann);
    subscribers.add(TEA, bob);
    subscribers.remove(ann);
    subscribers.remove(ann);
    assertThat(subscribers.of(TEA)).containsExactly(bob);
    assertThat(subscribers.of(OTHERS_TEA)).isEmpty();
    assertThat(subscribers.has(ann)).isFalse();
    assertThat(subscribers.count()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsTakenAwayWithoutAWord() {
    assertThat(subscribers.remove(TEA, ann)).isFalse();
    subscribers.add(TEA, ann);
    assertThat(subscribers.remove(SALT, ann)).isFalse();
    assertThat(subscribers.remove(TEA, ann)).isTrue();
    assertThat(subscribers.count()).isZero();
  }
}
