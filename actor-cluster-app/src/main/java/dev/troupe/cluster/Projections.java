package dev.troupe.cluster;

import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.cluster.internal.SliceActor;
import dev.troupe.cluster.internal.Wakeups;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.feed.FeedDatabase;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import dev.troupe.persistence.postgres.feed.ProjectionControl;
import dev.troupe.persistence.postgres.feed.ProjectionSettings;
import dev.troupe.persistence.postgres.feed.ProjectionSlice.Instance;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * The projections of this cluster: each in slices, each slice on one node at a time.
 *
 * <p>One per actor system, got with {@link #on}. The actor system must have been started with the
 * settings of a database and the types whose events are followed. A projection is run on every node
 * under the same name and with the same number of slices.
 *
 * <p>What an operator does is stored, holds for all nodes, and outlives them. Its stages end with
 * {@link Unavailable} if the database could not do it, and with {@link IllegalArgumentException} if
 * this node does not run the projection. Thread-safe.
 */
public final class Projections implements Extension {
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final ProjectionSettings settings;
  private final FeedDatabase database;
  private final Executor blocking;
  private final Map<String, ProjectionControl> controls = new ConcurrentHashMap<>();

  private Projections(ActorSystem<?> system) {
    this.system = system;
    this.settings = ProjectionSettings.of(system.settings().config());
    this.database =
        FeedDatabase.of(
            DatabaseSettings.of(system.settings().config()),
            settings.poolSize(),
            Wakeups.on(system));
    this.blocking =
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("troupe-dispatchers.projections"));
    system.getWhenTerminated().thenRun(database::close);
  }

  /** The projections of the cluster that this actor system is a member of. */
  public static Projections on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Lets this node run slices of this projection.
   *
   * @throws IllegalArgumentException if no type of this node has the events that it follows
   * @throws IllegalStateException if a projection of this name runs here already
   */
  public <E> Projections run(Projection<E> projection) {
    StoredEvents<E> events = StoredEvents.of(system, projection.feed().events());
    if (controls.putIfAbsent(projection.name(), database.control(projection, events)) != null) {
      throw new IllegalStateException(
          "projection '%s': runs on this node already; give each a name of its own"
              .formatted(projection.name()));
    }
    String node = Cluster.get(system).selfMember().address().toString();
    FeedWakeup wakeup = database.wakeup();
    ShardedDaemonProcess.get(system)
        .init(
            SliceActor.Message.class,
            "projection-" + projection.name(),
            projection.slices(),
            slice -> {
              Instance instance = new Instance(slice, node, settings.batch(), settings.scan());
              return SliceActor.create(
                  database.slice(projection, events, instance), wakeup, settings);
            });
    return this;
  }

  /** Stops all slices; when the stage ends, no event is applied any more. */
  public CompletionStage<Done> pause(String name) {
    return change(name, ProjectionControl::pause);
  }

  /** Lets all slices go on, those that were paused and those that failed. */
  public CompletionStage<Done> resume(String name) {
    return change(name, ProjectionControl::resume);
  }

  /** Lets the slices that failed go on after the event that they failed on. */
  public CompletionStage<Done> skip(String name) {
    return change(name, ProjectionControl::skip);
  }

  /** Empties the view and lets all events come again, in one transaction. */
  public CompletionStage<Done> rewind(String name) {
    return rewind(name, FeedPosition.START);
  }

  /**
   * Lets all events after this position come again, on top of what they did already. Slices that
   * were paused stay so.
   */
  public CompletionStage<Done> rewind(String name, FeedPosition position) {
    return change(name, control -> control.rewind(position));
  }

  /** How each slice is doing, in the order of their numbers. */
  public CompletionStage<List<SliceStatus>> status(String name) {
    return call(name, ProjectionControl::status);
  }

  /** The same, with what a slice has to read counted up to this number. */
  public CompletionStage<List<SliceStatus>> status(String name, long most) {
    return call(name, control -> control.status(most));
  }

  /** The names of the projections that this node runs. */
  public List<String> names() {
    return List.copyOf(new TreeMap<>(controls).keySet());
  }

  private interface Change {
    void apply(ProjectionControl control) throws SQLException;
  }

  private interface Call<T> {
    T apply(ProjectionControl control) throws SQLException;
  }

  private CompletionStage<Done> change(String name, Change change) {
    return call(
        name,
        control -> {
          change.apply(control);
          database.wakeup().changed();
          return Done.done();
        });
  }

  private <T> CompletionStage<T> call(String name, Call<T> call) {
    ProjectionControl control = controls.get(name);
    if (control == null) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "projection '%s': is not run by this node, which runs %s".formatted(name, names())));
    }
    return new DatabaseCalls("projection '%s'".formatted(name), blocking)
        .run(() -> call.apply(control));
  }

  private static final class Id extends ExtensionId<Projections> {
    @Override
    public Projections createExtension(ActorSystem<?> system) {
      return new Projections(system);
    }
  }
}
