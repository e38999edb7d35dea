package dev.troupe.cluster.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Who on this node has subscribed to which topics of a type. For one thread. */
final class Subscribers {
  private final int mostOfTenant;
  private final Map<EntityKey, Set<ActorRef<Object>>> byTopic = new HashMap<>();
  private final Map<ActorRef<Object>, Set<EntityKey>> topics = new HashMap<>();
  private final Map<TenantId, Integer> ofTenant = new HashMap<>();
  private int all;

  /** What became of a wish to subscribe. */
  enum Outcome {
    /** It is a new subscription. */
    ADDED,
    /** It was there already. */
    KNOWN,
    /** The tenant has as many as it may. */
    FULL
  }

  /** Nobody, and of each tenant at most so many subscriptions. */
  Subscribers(int mostOfTenant) {
    this.mostOfTenant = mostOfTenant;
  }

  Outcome add(EntityKey topic, ActorRef<Object> subscriber) {
    if (of(topic).contains(subscriber)) {
      return Outcome.KNOWN;
    }
    int before = ofTenant.getOrDefault(topic.tenant(), 0);
    if (before >= mostOfTenant) {
      return Outcome.FULL;
    }
    byTopic.computeIfAbsent(topic, same -> new LinkedHashSet<>()).add(subscriber);
    topics.computeIfAbsent(subscriber, same -> new LinkedHashSet<>()).add(topic);
    ofTenant.put(topic.tenant(), before + 1);
    all++;
    return Outcome.ADDED;
  }

  /** Takes one subscription away; whether it was there. */
  boolean remove(EntityKey topic, ActorRef<Object> subscriber) {
    Set<EntityKey> its = topics.get(subscriber);
    if (its == null || !its.remove(topic)) {
      return false;
    }
    if (its.isEmpty()) {
      topics.remove(subscriber);
    }
    leave(topic, subscriber);
    return true;
  }

  /** Takes all its subscriptions away. */
  void remove(ActorRef<Object> subscriber) {
    Set<EntityKey> its = topics.remove(subscriber);
    if (its != null) {
      its.forEach(topic -> leave(topic, subscriber));
    }
  }

  private void leave(EntityKey topic, ActorRef<Object> subscriber) {
    byTopic.computeIfPresent(
        topic,
        (same, those) -> {
          those.remove(subscriber);
          return those.isEmpty() ? null : those;
        });
    ofTenant.computeIfPresent(topic.tenant(), (same, now) -> now == 1 ? null : now - 1);
    all--;
  }

  /** Whether it has any subscription. */
  boolean has(ActorRef<Object> subscriber) {
    return topics.containsKey(subscriber);
  }

  /** Those of a topic, in the order in which they came. */
  Set<ActorRef<Object>> of(EntityKey topic) {
    return byTopic.getOrDefault(topic, Set.of());
  }

  /** How many subscriptions there are. */
  int count() {
    return all;
  }
}
