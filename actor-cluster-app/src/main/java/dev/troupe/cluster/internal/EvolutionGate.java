package dev.troupe.cluster.internal;

import static java.util.stream.Collectors.joining;

import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.evolution.Finding;
import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a node's build against the journal until it passes, and then keeps the catalogue up with
 * the journal, on a thread of its own. Thread-safe.
 */
public final class EvolutionGate {
  private static final Logger LOG = LoggerFactory.getLogger(EvolutionGate.class);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

  /** Findings that a probe is told of; the log has all. */
  private static final int MOST_TOLD = 5;

  private final EvolutionSettings settings;
  private final CompletableFuture<Done> passed = new CompletableFuture<>();
  private volatile String reason = "evolution: it is not known yet what the journal holds";
  private volatile @Nullable EvolutionReport report;
  private volatile boolean isStopped;
  private long lastProgress = System.nanoTime();

  /** By these settings; {@link #start} begins. */
  public EvolutionGate(EvolutionSettings settings) {
    this.settings = settings;
  }

  /**
   * Begins, and looks again from time to time until it passes.
   *
   * @param open opens what looks
   * @param ended when to give up
   */
  public void start(Function<EvolutionSettings, EvolutionCheck> open, CompletionStage<?> ended) {
    if (settings.gate() == Gate.OFF) {
      passed.complete(Done.getInstance());
      return;
    }
    Thread thread = Thread.ofPlatform().daemon().name("troupe-evolution").start(() -> run(open));
    ended.whenComplete((done, failure) -> {
      isStopped = true;
      LockSupport.unpark(thread);
    });
  }

  private void run(Function<EvolutionSettings, EvolutionCheck> open) {
    while (!isStopped && !passed.isDone()) {
      look(open);
      if (!passed.isDone()) {
        pause(settings.retryInterval());
      }
    }
    while (!isStopped) {
      pause(settings.keepUpInterval());
      if (!isStopped) {
        keepUp(open);
      }
    }
  }

  /** What it leaves, the next node that starts does. */
  private void keepUp(Function<EvolutionSettings, EvolutionCheck> open) {
    try (EvolutionCheck check = open.apply(settings)) {
      check.keepUp(this::progress);
    } catch (SQLException | RuntimeException e) {
      LOG.warn(
          "evolution: the catalogue can't be taken to the journal's end now: {}; tries again in {}",
          e.getMessage(),
          settings.keepUpInterval());
    }
  }

  /** Whatever it is, the node says so and looks again: a thread that is gone would say nothing. */
  @SuppressWarnings("CatchingUnchecked")
  private void look(Function<EvolutionSettings, EvolutionCheck> open) {
    try (EvolutionCheck check = open.apply(settings)) {
      look(check);
    } catch (Throwable e) {
      reason = "evolution: what the journal holds can't be looked at now; the log says why";
      LOG.warn(
          "evolution: what the journal holds can't be looked at now: {}; tries again in {}",
          e.getMessage(),
          settings.retryInterval(),
          e);
    }
  }

  private void look(EvolutionCheck check) throws SQLException {
    long begun = System.nanoTime();
    EvolutionReport found = check.run(this::progress);
    report = found;
    found.findings().stream().filter(each -> !each.stops()).forEach(EvolutionGate::note);
    if (found.passes() || settings.gate() == Gate.WARN) {
      found.stops().forEach(EvolutionGate::warn);
      LOG.info(
          "evolution: {} the {} names that are stored; {} events of {} streams are replayed, {} streams were not come to or not opened, in {} ms",
          found.passes() ? "this build reads" : "this build does not read all of",
          found.names(),
          found.events(),
          found.streams(),
          found.unread(),
          (System.nanoTime() - begun) / 1_000_000);
      passed.complete(Done.getInstance());
    } else {
      reason = sentence(found.stops());
      found.stops().forEach(EvolutionGate::warn);
      LOG.warn(
          "evolution: this node is not ready, since its build can't read all that is stored; {} findings; looks again in {}",
          found.stops().size(),
          settings.retryInterval());
    }
  }

  private static void note(Finding finding) {
    LOG.info("evolution: {}{}", finding.sentence(), place(finding));
  }

  private static void warn(Finding finding) {
    LOG.warn("evolution: {}{}", finding.sentence(), place(finding));
  }

  private static String place(Finding finding) {
    return finding.where().isEmpty() ? "" : "; " + finding.where();
  }

  /** That it can't, and the first findings. */
  public static String sentence(List<Finding> stops) {
    return stops.stream()
        .limit(MOST_TOLD)
        .map(Finding::sentence)
        .collect(
            joining(
                " | ",
                "evolution: this build can't read all that is stored (%d findings): "
                    .formatted(stops.size()),
                ""));
  }

  private void progress(String sentence) {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_EVERY.toNanos()) {
      lastProgress = now;
      LOG.info("evolution: {}", sentence);
    }
  }

  private void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = end - System.nanoTime();
        left > 0 && !isStopped;
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** Done once it has passed. */
  public CompletionStage<Done> passed() {
    return passed;
  }

  /** Why it has not passed, as of the last look. */
  public String reason() {
    return reason;
  }

  /** What the last look came to. */
  public Optional<EvolutionReport> report() {
    return Optional.ofNullable(report);
  }
}
