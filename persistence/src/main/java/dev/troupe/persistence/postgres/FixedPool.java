package dev.troupe.persistence.postgres;

import java.util.stream.Stream;

/** The pools of a node that are as large as they are, whatever it is set to. */
public enum FixedPool {
  /** For rows of the audit. */
  AUDIT("troupe-audit", 1),
  /** Counts what tenants store. */
  USAGE("troupe-usage", 1),
  /** Destroys the keys of who is erased. */
  ERASURE_KEYS("troupe-erasure-keys", 1),
  /** Keeps others from storing for who is erased. */
  BLOCKED_TENANTS("troupe-blocked-tenants", 1),
  /** Deletes and looks at whole tables. */
  ERASURE("troupe-erasure", 2),
  /** Holds the build against what is stored, at the start. */
  EVOLUTION("troupe-evolution", 1),
  /** For what the cluster agrees on. */
  REGISTER("troupe-register", 2);

  private final String poolName;
  private final int most;

  FixedPool(String poolName, int most) {
    this.poolName = poolName;
    this.most = most;
  }

  /** What it is called where it is measured. */
  public String poolName() {
    return poolName;
  }

  /** How many connections it may have open. */
  public int most() {
    return most;
  }

  /** How many connections all of them may have open in one node. */
  public static int connections() {
    return Stream.of(values()).mapToInt(FixedPool::most).sum();
  }
}
