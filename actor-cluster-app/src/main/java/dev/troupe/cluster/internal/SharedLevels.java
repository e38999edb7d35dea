package dev.troupe.cluster.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.slf4j.event.Level;

/**
 * The levels of loggers that were set for the whole cluster, on one node. They are replicated data:
 * each node has all of them, one that joins gets them, and they are gone when no node is left.
 */
public final class SharedLevels {
  /** As many as may be set at once: each is told to every node for as long as it is set. */
  public static final int MOST = 100;

  private static final Key<LWWMap<String, String>> KEY = LWWMapKey.create("troupe-log-levels");
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SelfUniqueAddress self;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator;
  private final Consumer<Map<String, Level>> changed;
  private Map<String, Level> known = Map.of();

  private SharedLevels(
      SelfUniqueAddress self,
      ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator,
      Consumer<Map<String, Level>> changed) {
    this.self = self;
    this.replicator = replicator;
    this.changed = changed;
  }

  /** What it is told. */
  public sealed interface Command {}

  /** A level for a logger from now on, or none if it is empty. */
  public record Set(String logger, Optional<Level> level, ActorRef<Outcome> replyTo)
      implements Command {}

  private record Changed(Replicator.SubscribeResponse<LWWMap<String, String>> news)
      implements Command {}

  private record Written(
      Replicator.UpdateResponse<LWWMap<String, String>> answer, ActorRef<Outcome> replyTo)
      implements Command {}

  /** What came of it. */
  public enum Outcome {
    /** Most nodes have it, and the others will. */
    DONE,
    /** {@link #MOST} are set. */
    FULL,
    /** Not known: this node has it, and tells the others as soon as it reaches them. */
    UNKNOWN
  }

  /**
   * The levels as this node knows them.
   *
   * @param changed is told of all that are set, whenever one is or is not any more
   */
  public static Behavior<Command> create(Consumer<Map<String, Level>> changed) {
    return Behaviors.setup(context ->
        DistributedData.withReplicatorMessageAdapter(
            (ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator) -> {
              replicator.subscribe(KEY, Changed::new);
              SelfUniqueAddress self = DistributedData.get(context.getSystem()).selfUniqueAddress();
              SharedLevels levels = new SharedLevels(self, replicator, changed);
              return Behaviors.receiveMessage(command -> {
                levels.receive(command);
                return Behaviors.same();
              });
            }));
  }

  private void receive(Command command) {
    switch (command) {
      case Set set -> set(set);
      case Changed changed -> {
        if (changed.news() instanceof Replicator.Changed<LWWMap<String, String>> now) {
          known = read(now.get(KEY).getEntries());
          this.changed.accept(known);
        }
      }
      case Written it ->
          it.replyTo()
              .tell(
                  it.answer() instanceof Replicator.UpdateSuccess<?>
                      ? Outcome.DONE
                      : Outcome.UNKNOWN);
    }
  }

  private void set(Set set) {
    if (set.level().isPresent() && !known.containsKey(set.logger()) && known.size() >= MOST) {
      set.replyTo().tell(Outcome.FULL);
      return;
    }
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                KEY,
                LWWMap.empty(),
                new Replicator.WriteMajority(PATIENCE),
                replyTo,
                all ->
                    set.level()
                        .map(level -> all.put(self, set.logger(), level.name()))
                        .orElseGet(() -> all.remove(self, set.logger()))),
        answer -> new Written(answer, set.replyTo()));
  }

  /** A level that this build does not know is of a newer one, and left alone. */
  private static Map<String, Level> read(Map<String, String> entries) {
    Map<String, Level> levels = new TreeMap<>();
    entries.forEach((logger, name) ->
        Arrays.stream(Level.values())
            .filter(level -> level.name().equals(name))
            .forEach(level -> levels.put(logger, level)));
    return Map.copyOf(levels);
  }
}
