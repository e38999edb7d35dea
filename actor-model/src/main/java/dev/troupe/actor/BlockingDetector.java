package dev.troupe.actor;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.Config;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a handler that blocks a thread of the default dispatcher, and says where.
 *
 * <p>The default dispatcher has about as many threads as the machine has processors. A handler that
 * waits on one, for a database, a lock or a future, keeps it from all other actors; a few of them
 * stop the system, and nothing fails meanwhile. Such a call belongs on a dispatcher of its own:
 * {@code DispatcherSelector.fromConfig("troupe.dispatcher.virtual")}.
 *
 * <p>Started with each actor system, as {@code troupe.blocking-detector.enabled} says. A thread of
 * its own looks at the stacks of the dispatcher's threads four times per {@code
 * troupe.blocking-detector.threshold}. What is reported has stood, at all looks of a threshold, at
 * one and the same place within a handler or a task of the dispatcher, and
 *
 * <ul>
 *   <li>waited: for a lock, a monitor, a future, or asleep, or
 *   <li>was in a native call, such as a read of a socket or a file, and used less than a tenth of
 *       the time as processor time.
 * </ul>
 *
 * <p>The first time that a place is found it is logged as a warning with the whole stack; each time
 * is counted. A place is the innermost call of the application's own code. The stack holds names of
 * classes and methods, and no data.
 *
 * <p>What it does not report: a thread that is parked since it has nothing to do; a handler that
 * computes for long, which a profiler shows and another dispatcher helps little against; other
 * dispatchers; waits that are shorter than the threshold. A handler that is entered again and
 * again, and waits at the same place whenever it is looked at, is reported like one that waits
 * once: it takes the thread away just so.
 *
 * <p>No message costs anything more by it. A look costs some microseconds per thread of the
 * dispatcher. Thread-safe.
 */
public final class BlockingDetector implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(BlockingDetector.class);
  private static final Id ID = new Id();

  private final Counts counts = new Counts();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Duration threshold;
  private final String prefix;
  private volatile boolean isStopped;

  private BlockingDetector(ActorSystem<?> system) {
    Config settings = system.settings().config().getConfig("troupe.blocking-detector");
    threshold = settings.getDuration("threshold");
    if (threshold.compareTo(Duration.ofMillis(40)) < 0) {
      throw new IllegalArgumentException(
          "troupe.blocking-detector.threshold must be 40ms or more, was '%s'"
              .formatted(settings.getString("threshold")));
    }
    prefix = system.name() + "-pekko.actor.default-dispatcher-";
    isStopped = !settings.getBoolean("enabled");
    if (!isStopped) {
      Thread thread =
          Thread.ofPlatform().daemon().name(system.name() + "-blocking-detector").start(this::run);
      system
          .getWhenTerminated()
          .whenComplete((done, failure) -> {
            isStopped = true;
            LockSupport.unpark(thread);
          });
    }
  }

  /** That of a system. */
  public static BlockingDetector get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Whether it looks. */
  public boolean isRunning() {
    return !isStopped;
  }

  /** How often a thread was found blocked since the system started. */
  public long total() {
    return counts.total();
  }

  /** The same by the place, as {@code dev.example.Reader.load(Reader.java:42)}. */
  public Map<String, Long> byPlace() {
    return counts.byName();
  }

  private void run() {
    StandingThreads standing = new StandingThreads(threshold);
    long pause = threshold.toNanos() / StandingThreads.LOOKS;
    while (!isStopped) {
      LockSupport.parkNanos(pause);
      standing.look(System.nanoTime(), looks()).forEach(this::report);
    }
  }

  private void report(ThreadLook look) {
    String place = look.place().toString();
    if (counts.add(place)) {
      LOG.warn(
          "thread '{}' has been blocked for {} at {}, and no other actor could use it; run what"
              + " blocks on a dispatcher of its own, such as troupe.dispatcher.virtual\n{}",
          look.thread(),
          threshold,
          place,
          look.stack().stream().map(call -> "\tat " + call).collect(joining("\n")));
    }
  }

  /** All looks at this moment. */
  List<ThreadLook> looks() {
    return Arrays.stream(allThreads())
        .filter(Objects::nonNull)
        .filter(thread -> thread.getName().startsWith(prefix))
        .map(this::lookAt)
        .filter(look -> !look.stack().isEmpty())
        .toList();
  }

  /** The state before the stack: who waits only after is found waiting at the next look. */
  private ThreadLook lookAt(Thread thread) {
    Thread.State state = thread.getState();
    boolean isKnown = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    long cpu = isKnown ? threads.getThreadCpuTime(thread.threadId()) : -1;
    return new ThreadLook(
        thread.threadId(), thread.getName(), state, cpu, List.of(thread.getStackTrace()));
  }

  private static Thread[] allThreads() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() * 2 + 16];
    root.enumerate(all, true);
    return all;
  }

  /** Named in reference.conf, so that Pekko starts it with each actor system. */
  public static final class Id extends ExtensionId<BlockingDetector> {
    private Id() {}

    /** The one, as Pekko looks for it. */
    public static Id getInstance() {
      return ID;
    }

    @Override
    public BlockingDetector createExtension(ActorSystem<?> system) {
      return new BlockingDetector(system);
    }
  }
}
