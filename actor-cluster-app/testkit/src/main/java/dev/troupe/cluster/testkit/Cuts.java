package dev.troupe.cluster.testkit;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Between which nodes nothing goes now; and who waits for that to end. Thread-safe. */
final class Cuts {
  // Not synchronized: a virtual thread that waits so would keep a platform thread.
  private final Lock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private final Set<Pair> cut = new HashSet<>();

  /** Two nodes, in either order. */
  private record Pair(int lower, int higher) {
    static Pair of(int one, int other) {
      return new Pair(Math.min(one, other), Math.max(one, other));
    }
  }

  /** Nothing goes between these from now on. */
  void between(int one, int other) {
    lock.lock();
    try {
      cut.add(Pair.of(one, other));
    } finally {
      lock.unlock();
    }
  }

  /** All goes everywhere. */
  void heal() {
    lock.lock();
    try {
      cut.clear();
      healed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns as soon as something may go between these. */
  void awaitWay(int one, int other) throws InterruptedException {
    lock.lock();
    try {
      while (cut.contains(Pair.of(one, other))) {
        healed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
