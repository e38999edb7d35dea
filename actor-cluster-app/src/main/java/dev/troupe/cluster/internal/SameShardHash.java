package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid;
import org.apache.pekko.japi.Util;
import scala.collection.immutable.Seq;

/**
 * Lets only those nodes form a cluster that put a key on the same shard.
 *
 * <p>Asked by Pekko at the node that joins and at the one that is joined. A node of a build that
 * tells no fingerprint has no key.
 */
public final class SameShardHash extends JoinConfigCompatChecker {

  /** Called by Pekko, which finds its name in the configuration. */
  public SameShardHash() {}

  @Override
  public Seq<String> requiredKeys() {
    return Util.immutableSeq(List.of(ShardHash.FINGERPRINT));
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actual) {
    String theirs = ShardHash.told(toCheck);
    String ours = ShardHash.told(actual);
    return theirs.equals(ours)
        ? Valid.getInstance()
        : new Invalid(
            Util.immutableSeq(
                List.of(
                    "%s must be '%s', was '%s'; give all nodes the same %s and %s"
                        .formatted(
                            ShardHash.FINGERPRINT,
                            ours,
                            theirs,
                            ShardHash.KEY_FILE,
                            Tiers.SETTING))));
  }
}
