package dev.troupe.cluster.internal;

import dev.troupe.cluster.ShardEvent;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes which shards start and stop on this node.
 *
 * <p>Pekko tells nobody. But each actor of a shard is a child of the shard's own actor; so the
 * first one that starts shows it, and it is watched from then on. Thread-safe.
 */
public final class ShardWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ShardEvent.class);

  private final ConcurrentMap<ActorRef, Seen> known = new ConcurrentHashMap<>();
  private final org.apache.pekko.actor.typed.ActorRef<Message> watcher;

  private ShardWatch(ActorSystem<?> system) {
    this.watcher =
        system.systemActorOf(Behaviors.setup(this::watching), "troupe-shard-watch", Props.empty());
  }

  private sealed interface Message {}

  private record Seen(String type, ActorRef shard) implements Message {}

  private record Ended(Seen seen) implements Message {}

  /** Begins to watch, until the actor system ends. */
  public static ShardWatch start(ActorSystem<?> system) {
    return new ShardWatch(system);
  }

  /** An actor of this type starts, a child of this shard. */
  public void seen(String type, ActorRef shard) {
    if (!known.containsKey(shard)) {
      Seen seen = new Seen(type, shard);
      if (known.putIfAbsent(shard, seen) == null) {
        watcher.tell(seen);
      }
    }
  }

  private Behavior<Message> watching(ActorContext<Message> context) {
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        case Seen seen -> {
          publish(context, new ShardEvent.Started(seen.type(), seen.shard().path().name()));
          context.watchWith(Adapter.toTyped(seen.shard()), new Ended(seen));
        }
        case Ended ended -> {
          known.remove(ended.seen().shard());
          publish(
              context,
              new ShardEvent.Stopped(ended.seen().type(), ended.seen().shard().path().name()));
        }
      }
      return Behaviors.same();
    });
  }

  private static void publish(ActorContext<?> context, ShardEvent event) {
    LOG.debug("{}", event);
    context.getSystem().eventStream().tell(new EventStream.Publish<>(event));
  }
}
