package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How tenants are erased.
 *
 * @param pollInterval between two looks for tenants that are to be erased, and between two tries
 * @param rewriteUpTo bytes of the largest table that is written anew while others wait for it
 */
public record ErasureSettings(Duration pollInterval, long rewriteUpTo) {

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public ErasureSettings {
    if (pollInterval.toMillis() < 10 || pollInterval.toSeconds() > 60) {
      throw new IllegalArgumentException(
          "troupe.tenants.erasure.poll-interval must be 10ms to 60s, was %s"
              .formatted(pollInterval));
    }
    if (rewriteUpTo < 0) {
      throw new IllegalArgumentException(
          "troupe.tenants.erasure.rewrite-up-to must be at least 0, was %d".formatted(rewriteUpTo));
    }
  }

  /** The settings of this configuration; refuses one that makes no sense. */
  public static ErasureSettings of(Config config) {
    Config erasure = config.getConfig("troupe.tenants.erasure");
    return new ErasureSettings(
        erasure.getDuration("poll-interval"), erasure.getBytes("rewrite-up-to"));
  }
}
