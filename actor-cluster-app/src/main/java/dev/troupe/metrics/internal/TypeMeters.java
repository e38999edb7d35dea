package dev.troupe.metrics.internal;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.internal.Names;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of one type of entity, all there from its first start. Thread-safe. */
final class TypeMeters {
  /** Whether a command's name begins as a query's does, found out once per class. */
  private static final ClassValue<Boolean> QUERY =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return Names.isQuery(Names.kebab(type));
        }
      };

  private final Kind commands;
  private final Kind queries;
  private final Timer mailbox;
  private final Timer persist;
  private final Timer recovery;
  private final Counter recoveredEvents;
  private final Counter failedRecoveries;

  TypeMeters(MeterRegistry registry, String type) {
    Tags tags = Tags.of("type", type);
    commands = new Kind(registry, tags.and("kind", "command"));
    queries = new Kind(registry, tags.and("kind", "query"));
    mailbox =
        Buckets.timer(
                "troupe.mailbox.age",
                "from when a command was sent here, or arrived, to when its entity took it")
            .tags(tags)
            .register(registry);
    persist =
        Buckets.timer("troupe.persist", "from a decision to its commit, as the entity sees it")
            .tags(tags)
            .register(registry);
    recovery =
        Buckets.timer("troupe.recovery", "reading what is stored of an entity that starts")
            .tags(tags)
            .register(registry);
    recoveredEvents =
        Counter.builder("troupe.recovery.events")
            .description("events that were read for that")
            .tags(tags)
            .register(registry);
    failedRecoveries =
        Counter.builder("troupe.recovery.failures")
            .description("entities that could not be read")
            .tags(tags)
            .register(registry);
  }

  /** Messages of one kind by how they ended. */
  private static final class Kind {
    private final Timer[] latency = new Timer[Outcome.COUNT];

    private Kind(MeterRegistry registry, Tags tags) {
      for (Outcome outcome : Outcome.values()) {
        Tags all = tags.and("outcome", outcome.label());
        Timer timer =
            Buckets.timer(
                    "actor.message.latency",
                    "from when a message was sent here, or arrived, to its answer")
                .tags(all)
                .register(registry);
        latency[outcome.index()] = timer;
        // Counted once, although there are two names for it.
        FunctionCounter.builder("actor.messages", timer, Timer::count)
            .description("messages that entities of this node have answered")
            .tags(all)
            .register(registry);
      }
    }

    private void answered(Outcome outcome, long nanos) {
      latency[outcome.index()].record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  void answered(EntityCommand<?, ?> command, Outcome outcome, long nanos) {
    (QUERY.get(command.getClass()) ? queries : commands).answered(outcome, nanos);
  }

  void taken(long nanos) {
    mailbox.record(nanos, TimeUnit.NANOSECONDS);
  }

  void persisted(long nanos) {
    persist.record(nanos, TimeUnit.NANOSECONDS);
  }

  void recovered(long nanos, long events) {
    recovery.record(nanos, TimeUnit.NANOSECONDS);
    recoveredEvents.increment((double) events);
  }

  void recoveryFailed() {
    failedRecoveries.increment();
  }
}
