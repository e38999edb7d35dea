package dev.troupe.persistence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadSeqNum;
import org.apache.pekko.persistence.testkit.Reject;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

/** What the journal of a test does wrong, by persistence id. Thread-safe. */
final class Faults implements ProcessingPolicy<JournalOperation> {
  private final Map<String, Rule> rules = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> recoveries = new ConcurrentHashMap<>();

  private record Rule(
      Predicate<JournalOperation> on, AtomicInteger times, ProcessingResult result) {}

  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

  /** The next writes fail. */
  void failWrites(String persistenceId, int times, Throwable cause) {
    add(persistenceId, op -> op instanceof WriteEvents, times, StorageFailure.create(cause));
  }

  /** The next writes are rejected, which stops an entity. */
  void rejectWrites(String persistenceId, int times, Throwable cause) {
    add(persistenceId, op -> op instanceof WriteEvents, times, Reject.create(cause));
  }

  /** The next recoveries fail. */
  void failRecoveries(String persistenceId, int times, Throwable cause) {
    add(persistenceId, Faults::isRecovery, times, StorageFailure.create(cause));
  }

  private void add(
      String persistenceId, Predicate<JournalOperation> on, int times, ProcessingResult result) {
    rules.put(persistenceId, new Rule(on, new AtomicInteger(times), result));
  }

  /** The journal hangs at the next operation of this entity, until the gate is opened. */
  CountDownLatch hangAt(String persistenceId) {
    CountDownLatch gate = new CountDownLatch(1);
    gates.put(persistenceId, gate);
    return gate;
  }

  /** How often the history of this entity was asked for. */
  int recoveries(String persistenceId) {
    return recoveries.computeIfAbsent(persistenceId, id -> new AtomicInteger()).get();
  }

  @Override
  public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
    if (isRecovery(operation)) {
      recoveries.computeIfAbsent(persistenceId, id -> new AtomicInteger()).incrementAndGet();
    }
    CountDownLatch gate = gates.remove(persistenceId);
    if (gate != null) {
      await(gate);
    }
    Rule rule = rules.get(persistenceId);
    boolean applies =
        rule != null && rule.on().test(operation) && rule.times().getAndDecrement() > 0;
    return rule != null && applies ? rule.result() : ProcessingSuccess.getInstance();
  }

  private static boolean isRecovery(JournalOperation operation) {
    return operation == ReadSeqNum.getInstance();
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
