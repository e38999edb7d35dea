package dev.troupe.cluster.internal;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.NoSuchElementException;

/**
 * Gives shards to nodes so that each moves only if it must: of N nodes, one that joins takes about
 * one of N shards from the others, and one that leaves gives up its own.
 *
 * <p>Highest random weight by David G. Thaler and Chinya V. Ravishankar, "Using name-based mappings
 * to increase hit rates" (IEEE/ACM Transactions on Networking, 1998): each node has a weight for
 * each shard, which is a hash of both, and the highest has it. Pure.
 */
final class Rendezvous {
  /** No secret: where a shard goes is no secret either. */
  private static final SipHash HASH = SipHash.of(new byte[SipHash.KEY_LENGTH]);

  private Rendezvous() {}

  /**
   * The node that is to have this shard, whatever their order.
   *
   * @throws NoSuchElementException if there is no node
   */
  static String home(String shard, Collection<String> nodes) {
    return nodes.stream()
        .max(
            Comparator.<String>comparingLong(node -> weight(shard, node) ^ Long.MIN_VALUE)
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static long weight(String shard, String node) {
    return HASH.hash((node + '\n' + shard).getBytes(StandardCharsets.UTF_8));
  }
}
