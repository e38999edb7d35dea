package dev.troupe.metrics.internal;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.internal.Names;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
  private final Durations.Of mailbox;
  private final Durations.Of persist;
  private final Timer recovery;
  private final Counter recoveredEvents;
  private final Counter failedRecoveries;

  /**
   * What the types of a node share.
   *
   * @param registry where their meters are
   * @param latency from a message's sending to its answer
   * @param mailbox from then to when its entity took it
   * @param persist from a decision to its commit
   */
  record Node(
      PrometheusMeterRegistry registry, Durations latency, Durations mailbox, Durations persist) {
    /** Measures here. */
    static Node in(PrometheusMeterRegistry registry) {
      return new Node(
          registry,
          new Durations(
              registry,
              "actor_message_latency",
              "from when a message was sent here, or arrived, to its answer",
              "type",
              "kind",
              "outcome"),
          new Durations(
              registry,
              "troupe_mailbox_age",
              "from when a command was sent here, or arrived, to when its entity took it",
              "type"),
          new Durations(
              registry,
              "troupe_persist",
              "from a decision to its commit, as the entity sees it",
              "type"));
    }
  }

  TypeMeters(Node node, String type) {
    PrometheusMeterRegistry registry = node.registry();
    Tags tags = Tags.of("type", type);
    commands = new Kind(node, type, "command");
    queries = new Kind(node, type, "query");
    mailbox = node.mailbox().of(type);
    persist = node.persist().of(type);
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
    private final Durations.Of[] latency = new Durations.Of[Outcome.COUNT];

    private Kind(Node node, String type, String kind) {
      for (Outcome outcome : Outcome.values()) {
        Durations.Of its = node.latency().of(type, kind, outcome.label());
        latency[outcome.index()] = its;
        // Counted once, although there are two names for it.
        FunctionCounter.builder("actor.messages", its, Durations.Of::count)
            .description("messages that entities of this node have answered")
            .tags("type", type, "kind", kind, "outcome", outcome.label())
            .register(node.registry());
      }
    }

    private void answered(Outcome outcome, long nanos) {
      latency[outcome.index()].record(nanos);
    }
  }

  void answered(EntityCommand<?, ?> command, Outcome outcome, long nanos) {
    (QUERY.get(command.getClass()) ? queries : commands).answered(outcome, nanos);
  }

  void taken(long nanos) {
    mailbox.record(nanos);
  }

  void persisted(long nanos) {
    persist.record(nanos);
  }

  void recovered(long nanos, long events) {
    recovery.record(nanos, TimeUnit.NANOSECONDS);
    recoveredEvents.increment((double) events);
  }

  void recoveryFailed() {
    failedRecoveries.increment();
  }
}
