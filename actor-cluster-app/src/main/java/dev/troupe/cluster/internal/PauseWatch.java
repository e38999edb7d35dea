package dev.troupe.cluster.internal;

import dev.troupe.persistence.Doubts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a node doubt what its entities have in memory after a pause, until most of the cluster has
 * answered it again. One that was removed meanwhile is answered by nobody.
 */
public final class PauseWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PauseWatch.class);
  private static final Duration BEAT = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final PauseDetector detector;
  private CompletableFuture<?> question = CompletableFuture.completedFuture(null);
  private volatile boolean isStopped;

  private PauseWatch(ActorSystem<?> system, PauseDetector detector) {
    this.system = system;
    this.cluster = Cluster.get(Adapter.toClassic(system));
    this.detector = detector;
  }

  /** Watches until the actor system ends, on a thread of its own. */
  public static void start(ActorSystem<?> system) {
    var config = system.settings().config();
    // After a removal the others still answer for as long as they take to shut the node out.
    Duration settle =
        config
            .getDuration("pekko.cluster.split-brain-resolver.stable-after")
            .plus(Duration.ofSeconds(5));
    PauseDetector detector =
        new PauseDetector(
            config.getDuration("troupe.node.longest-pause"), settle, System::nanoTime);
    Doubts.on(system).use(detector::isSuspect);
    PauseWatch watch = new PauseWatch(system, detector);
    Thread thread = Thread.ofPlatform().daemon().name("troupe-pause-watch").start(watch);
    system
        .getWhenTerminated()
        .thenRun(() -> {
          watch.isStopped = true;
          LockSupport.unpark(thread);
        });
  }

  @Override
  public void run() {
    while (!isStopped) {
      Duration pause = detector.beat();
      if (!pause.isZero()) {
        LOG.warn(
            "this node stood still for {} ms; until most of the cluster has answered it, its entities answer only what the database confirms",
            pause.toMillis());
      }
      if (detector.isSuspect() && question.isDone()) {
        question = asked();
      }
      LockSupport.parkNanos(this, BEAT.toNanos());
    }
  }

  /** Without a beat the node would doubt itself for ever, so nothing may end this thread. */
  private CompletableFuture<?> asked() {
    try {
      return ask();
    } catch (RuntimeException e) {
      LOG.warn("the others can't be asked, which is tried again", e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private CompletableFuture<?> ask() {
    long askedAt = System.nanoTime();
    List<CompletableFuture<ActorRef>> answers = new ArrayList<>();
    for (Member member : cluster.state().getMembers()) {
      if (!member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
        answers.add(
            Adapter.toClassic(system)
                .actorSelection(member.address() + "/user")
                .resolveOne(ANSWER)
                .toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> {
          long heard = answers.stream().filter(each -> !each.isCompletedExceptionally()).count();
          if (2 * (heard + 1) > answers.size() + 1 && detector.heard(askedAt)) {
            LOG.info("most of the cluster has answered this node again");
          }
          return heard;
        });
  }
}
