package dev.troupe.metrics.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one type of topic on one node. Thread-safe. */
public final class TopicMeters {
  private final Counter published;
  private final Counter delivered;
  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);
  private final AtomicInteger subscriptions = new AtomicInteger();

  /** Why a message was not delivered. */
  public enum Reason {
    /** Its tenant is not served by the node that it came to. */
    NOT_SERVED,
    /** The build can't read it. */
    UNREADABLE,
    /** It crossed tenants. */
    FORGED,
    /** Who reads the stream that it was for is too slow. */
    SLOW_READER
  }

  /** Meters of this type, all there from now on. */
  public TopicMeters(MeterRegistry registry, String type) {
    published =
        Counter.builder("troupe.topic.published")
            .description("messages that were published on this node")
            .tag("type", type)
            .register(registry);
    delivered =
        Counter.builder("troupe.topic.delivered")
            .description("messages that were handed to subscribers of this node")
            .tag("type", type)
            .register(registry);
    for (Reason reason : Reason.values()) {
      dropped.put(reason, dropped(registry, type, reason));
    }
    Gauge.builder("troupe.topic.subscriptions", subscriptions, AtomicInteger::get)
        .description("subscriptions of this node")
        .tag("type", type)
        .register(registry);
  }

  /** What is dropped of this type for this reason. */
  public static Counter dropped(MeterRegistry registry, String type, Reason reason) {
    return Counter.builder("troupe.topic.dropped")
        .description("messages that did not get to a subscriber or a reader of this node")
        .tag("type", type)
        .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .register(registry);
  }

  /** One was published. */
  public void published() {
    published.increment();
  }

  /** One was handed to so many. */
  public void delivered(int times) {
    delivered.increment(times);
  }

  /** One was not handed to those who had subscribed. */
  public void dropped(Reason reason) {
    Objects.requireNonNull(dropped.get(reason)).increment();
  }

  /** There are so many subscriptions now. */
  public void subscriptions(int now) {
    subscriptions.set(now);
  }
}
