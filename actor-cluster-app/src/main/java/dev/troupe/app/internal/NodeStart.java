package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.Declarations;
import dev.troupe.app.Node;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Deliveries;
import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.Erasures;
import dev.troupe.cluster.Evolution;
import dev.troupe.cluster.LogLevels;
import dev.troupe.cluster.Outbox;
import dev.troupe.cluster.Projections;
import dev.troupe.cluster.Reminders;
import dev.troupe.cluster.Singletons;
import dev.troupe.cluster.Tenants;
import dev.troupe.cluster.Topics;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.doctor.StartCheck;
import dev.troupe.k8s.ClusterFormation;
import dev.troupe.k8s.PodAnnotator;
import dev.troupe.k8s.Readiness;
import dev.troupe.monitor.NodeMonitor;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one node: schema, actor system, entities, HTTP, cluster; and says how it stops. */
public final class NodeStart {
  /** What the cluster's actor systems are called. */
  public static final String SYSTEM = "troupe";

  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);

  private NodeStart() {}

  /**
   * Starts a node and returns when its ports are open; it joins the cluster by itself.
   *
   * @throws StartFailure if it can't
   */
  public static Node start(DatabaseSettings database, Declarations declarations) {
    var types = declarations.messageTypes();
    Config config =
        NodeConfig.of(
            database,
            Stream.concat(
                    types.entities().stream().map(type -> type.name()),
                    declarations.actors().stream().map(type -> type.name()))
                .toList());
    KnownOnly.log(config);
    Encryption encryption;
    try {
      Evolution.requireFitBeforeMigration(database, types, config);
      Schema.migrate(database);
      declarations.migrations().forEach((name, folder) -> Schema.migrate(database, name, folder));
      encryption = Encryption.open(database, config);
    } catch (RuntimeException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
    examine(config, database, encryption);
    ActorSystem<Void> system = actorSystem(config, declarations, encryption);
    system.getWhenTerminated().thenRun(encryption::close);
    try {
      LogLevels.on(system);
      Audit.on(system).start();
      Evolution evolution = evolution(system);
      Entities entities = Entities.on(system);
      declarations.hostOn(entities);
      declarations.topics().forEach(Topics.on(system)::host);
      declarations.hostOn(Deliveries.on(system));
      Tenants.on(system).start();
      startErasures(system);
      Node node = new Node(system, entities);
      declarations.singletons().forEach(type -> Singletons.refFor(system, type));
      declarations.sliced().forEach(sliced -> run(node, sliced));
      declarations.projections().forEach(projection -> Projections.on(system).run(projection));
      // The stock journal writes neither, and refuses the entities that want to send or remind.
      if (!config.getString("troupe.journal.dao").equals("stock")) {
        Outbox.on(system).start();
        Reminders.on(system).start();
      }
      join(HttpEdge.bind(node, declarations), "HTTP", config.getInt("troupe.http.port"));
      join(
          ClusterFormation.start(system, evolution.passed()),
          "management",
          config.getInt("troupe.node.management-port"));
      PodAnnotator.startIfAsked(system);
      NodeMonitor.start(system);
      KubernetesTenants.startIfEnabled(system);
      leaveInOrder(system, config.getDuration("troupe.node.drain"));
      Readiness.on(system).serving(true);
      return node;
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private static Evolution evolution(ActorSystem<?> system) {
    try {
      return Evolution.on(system).start();
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static void startErasures(ActorSystem<?> system) {
    try {
      Erasures.on(system).start();
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static void examine(Config config, DatabaseSettings database, Encryption encryption) {
    try {
      // Without what no file sets: it is no setting, and nothing is wrong with its being there.
      StartCheck.run(config.withoutPath(ShardHash.FINGERPRINT), database);
    } catch (RuntimeException e) {
      encryption.close();
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static ActorSystem<Void> actorSystem(
      Config config, Declarations declarations, Encryption encryption) {
    try {
      return ActorSystem.create(
          Behaviors.<Void>empty(),
          SYSTEM,
          ActorSystemSetup.create(
              BootstrapSetup.create(config),
              MessageSerializer.setup(declarations.messageTypes()),
              encryption.setup()));
    } catch (RuntimeException e) {
      encryption.close();
      throw new StartFailure(
          "remoting can't listen on %s:%d: %s"
              .formatted(
                  config.getString("troupe.node.bind-host"),
                  config.getInt("troupe.node.remoting-port"),
                  e.getMessage()),
          e);
    }
  }

  private static void run(Node node, Declarations.Sliced sliced) {
    ShardedDaemonProcess.get(node.system())
        .init(
            Void.class,
            sliced.name(),
            sliced.slices(),
            slice -> sliced.behavior().create(node, slice).unsafeCast());
  }

  private static <T> void join(CompletionStage<T> start, String what, int port) {
    try {
      start.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new StartFailure(
          "%s can't listen on port %d: %s".formatted(what, port, e.getCause()), e);
    }
  }

  /** First not ready, then a while of serving all the same, and only then no more requests. */
  private static void leaveInOrder(ActorSystem<?> system, Duration drain) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "leave-readiness",
            () -> {
              Readiness.on(system).drain();
              LOG.info("shutting down; serving for another {}", drain);
              return Patterns.after(
                  drain, system, () -> CompletableFuture.completedFuture(Done.done()));
            });
  }
}
