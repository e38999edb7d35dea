package dev.troupe.monitor;

import dev.troupe.cluster.Outbox;
import dev.troupe.cluster.Projections;
import dev.troupe.cluster.Reminders;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.postgres.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the database for all nodes together. One node asks, the cluster's leader, and each
 * question looks at a bounded number of rows; the others say NaN, or nothing.
 */
final class Backlogs implements NodeMonitor.Look {
  /** What a slice has to read is counted up to this, since it is asked for all day long. */
  private static final long MOST_EVENTS = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final boolean hasFollowups;
  private final Cluster cluster;
  private final MultiGauge lagEvents;
  private final MultiGauge lagSeconds;
  private final MultiGauge stopped;
  private volatile @Nullable Backlog outbox;
  private volatile @Nullable Backlog reminders;

  Backlogs(ActorSystem<?> system, MeterRegistry registry) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.hasFollowups = !system.settings().config().getString("troupe.journal.dao").equals("stock");
    Gauge.builder("troupe.outbox.waiting", () -> of(outbox, Backlog::count))
        .description("messages to deliver that are due, of the 10000 oldest")
        .register(registry);
    TimeGauge.builder("troupe.outbox.overdue", () -> of(outbox, this::overdue), TimeUnit.SECONDS)
        .description("since when the one of them that was due first is due")
        .register(registry);
    Gauge.builder("troupe.outbox.parked", () -> of(outbox, Backlog::parked))
        .description("messages that wait for an operator, counted up to 10000")
        .register(registry);
    Gauge.builder("troupe.reminders.due", () -> of(reminders, Backlog::count))
        .description("reminders that are due and not claimed, counted up to 10000")
        .register(registry);
    TimeGauge.builder(
            "troupe.reminders.overdue", () -> of(reminders, this::overdue), TimeUnit.SECONDS)
        .description("since when the one of them that was due first is due")
        .register(registry);
    lagEvents =
        MultiGauge.builder("troupe.projection.lag.events")
            .description("events that a slice has to read, counted up to 1000")
            .register(registry);
    lagSeconds =
        MultiGauge.builder("troupe.projection.lag")
            .description("since when the first of them is written")
            .baseUnit("seconds")
            .register(registry);
    stopped =
        MultiGauge.builder("troupe.projection.stopped")
            .description("1 if the slice is paused or failed, 0 if it goes on")
            .register(registry);
  }

  private double overdue(Backlog backlog) {
    return backlog.overdue().toMillis() / 1_000.0;
  }

  private static double of(@Nullable Backlog known, ToDoubleFunction<Backlog> value) {
    return known == null ? Double.NaN : value.applyAsDouble(known);
  }

  @Override
  public void look() throws Exception {
    try {
      ask();
    } catch (Exception e) {
      // What was true before is not to be taken for what is.
      outbox = null;
      reminders = null;
      show(List.of(), List.of(), List.of());
      throw e;
    }
  }

  private void show(List<Row<?>> events, List<Row<?>> seconds, List<Row<?>> stops) {
    lagEvents.register(events, true);
    lagSeconds.register(seconds, true);
    stopped.register(stops, true);
  }

  private void ask() throws Exception {
    boolean isLeader = cluster.selfMember().address().equals(cluster.state().getLeader());
    outbox = isLeader && hasFollowups ? answer(Outbox.on(system).backlog()) : null;
    reminders = isLeader && hasFollowups ? answer(Reminders.on(system).backlog()) : null;
    List<Row<?>> events = new ArrayList<>();
    List<Row<?>> seconds = new ArrayList<>();
    List<Row<?>> stops = new ArrayList<>();
    if (isLeader) {
      for (String name : Projections.on(system).names()) {
        for (SliceStatus slice : answer(Projections.on(system).status(name, MOST_EVENTS))) {
          Tags tags = Tags.of("projection", name, "slice", String.valueOf(slice.slice()));
          events.add(Row.of(tags, slice.lag().events()));
          seconds.add(Row.of(tags, slice.lag().age().toMillis() / 1_000.0));
          stops.add(Row.of(tags, slice.state() == SliceStatus.State.RUNNING ? 0 : 1));
        }
      }
    }
    show(events, seconds, stops);
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
