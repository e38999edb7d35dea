package dev.troupe.monitor;

import dev.troupe.cluster.Entities;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;

/** The shards of this node, and how many came and went since the look before. */
final class Shards implements NodeMonitor.Look {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final List<Type> types = new ArrayList<>();

  Shards(ActorSystem<?> system, MeterRegistry registry) {
    this.system = system;
    Entities.on(system).types().forEach(type -> types.add(new Type(type, registry)));
  }

  private static final class Type {
    private final String name;
    private final Counter in;
    private final Counter out;
    private volatile Set<String> here = Set.of();

    private Type(String name, MeterRegistry registry) {
      this.name = name;
      Gauge.builder("troupe.shards", () -> here.size())
          .description("shards that run on this node")
          .tag("type", name)
          .register(registry);
      this.in = handovers(registry, "in");
      this.out = handovers(registry, "out");
    }

    private Counter handovers(MeterRegistry registry, String direction) {
      return Counter.builder("troupe.handovers")
          .description("shards that came to this node or went from it")
          .tag("type", name)
          .tag("direction", direction)
          .register(registry);
    }

    private void found(Set<String> now) {
      in.increment(missing(now, here));
      out.increment(missing(here, now));
      here = now;
    }

    private static int missing(Set<String> of, Set<String> in) {
      Set<String> rest = new HashSet<>(of);
      rest.removeAll(in);
      return rest.size();
    }
  }

  @Override
  public void look() throws Exception {
    for (Type type : types) {
      ActorRef region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type.name);
      Object stats =
          Patterns.ask(region, ShardRegion.getRegionStatsInstance(), PATIENCE)
              .toCompletableFuture()
              .get(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
      // A shard that does not answer in time is none that went.
      if (stats instanceof ShardRegion.ShardRegionStats known && known.failed().isEmpty()) {
        type.found(Set.copyOf(known.getStats().keySet()));
      }
    }
  }
}
