package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.EvolutionGate;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.PayloadCipher;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the build that this node runs can read what the journal holds, by {@code
 * troupe.evolution}. Until it is known that it can, the node is not ready and joins no cluster; if
 * it can't, it stays so and says why.
 *
 * <p>One per actor system, got with {@link #on}. Once passed it stays passed, since what a newer
 * version stores later must not end nodes that still serve. Thread-safe.
 */
public final class Evolution implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(Evolution.class);
  private static final Id ID = new Id();

  private final ActorSystem<?> system;
  private final EvolutionGate gate;

  private Evolution(ActorSystem<?> system) {
    this.system = system;
    this.gate = new EvolutionGate(EvolutionSettings.of(system.settings().config()));
  }

  /** That of this actor system. */
  public static Evolution on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Holds names and shapes against the build where it is about to migrate the tables: then nodes of
   * the build before can't start any more, and so nobody could go back to it.
   *
   * @throws IllegalStateException saying why, if it does not read what is stored
   */
  public static void requireFitBeforeMigration(
      DatabaseSettings database, MessageTypes types, Config config) {
    EvolutionSettings settings = EvolutionSettings.of(config);
    if (settings.gate() == Gate.OFF || !Schema.isMigrationPending(database)) {
      return;
    }
    try (EvolutionCheck check =
        EvolutionCheck.open(
            database,
            BuildTypes.of(types, otherSerializer -> true),
            PayloadCiphers.of(PayloadCipher.NONE),
            settings)) {
      EvolutionReport report = check.runOnNames();
      if (!report.passes()) {
        String why = EvolutionGate.sentence(report.stops());
        if (settings.gate() == Gate.ENFORCE) {
          throw new IllegalStateException(
              why + "; the tables are not migrated, so that the build before still starts");
        }
        LOG.warn("{}; the tables are migrated all the same", why);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "evolution: what is stored can't be looked at before the tables are migrated: %s; see that the database answers"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Begins to look, in the background, and looks again until it passes. */
  public Evolution start() {
    var serializers = SerializationExtension.get(Adapter.toClassic(system)).serializerByIdentity();
    gate.start(
        settings ->
            EvolutionCheck.open(
                DatabaseSettings.of(system.settings().config()),
                BuildTypes.of(MessageSerializer.typesOf(system), serializers::contains),
                PayloadCiphers.on(system),
                settings),
        system.getWhenTerminated());
    return this;
  }

  /** Done once this node may serve; never, if its build can't read what there is. */
  public CompletionStage<Done> passed() {
    return gate.passed();
  }

  /** Whether this node may serve. */
  public boolean isPassed() {
    return gate.passed().toCompletableFuture().isDone();
  }

  /** Why this node may not serve, in a sentence without data of a tenant; empty once it may. */
  public Optional<String> reason() {
    return isPassed() ? Optional.empty() : Optional.of(gate.reason());
  }

  /** What was found the last time; empty before that, and where the gate is off. */
  public Optional<EvolutionReport> report() {
    return gate.report();
  }

  /** How many findings stop this node now. */
  public int stops() {
    return report().filter(found -> !isPassed()).map(found -> found.stops().size()).orElse(0);
  }

  /** The check, as {@code pekko.management.health-checks.readiness-checks} names it. */
  public static final class Check implements Supplier<CompletionStage<Boolean>> {
    private final Evolution evolution;

    /** Called by Pekko Management. */
    public Check(org.apache.pekko.actor.ActorSystem system) {
      evolution = on(Adapter.toTyped(system));
    }

    /** Fails instead of saying no, because only then Pekko Management shows why. */
    @Override
    public CompletionStage<Boolean> get() {
      return evolution
          .reason()
          .<CompletionStage<Boolean>>map(
              reason -> CompletableFuture.failedStage(new IllegalStateException(reason)))
          .orElseGet(() -> CompletableFuture.completedStage(true));
    }
  }

  private static final class Id extends ExtensionId<Evolution> {
    @Override
    public Evolution createExtension(ActorSystem<?> system) {
      return new Evolution(system);
    }
  }
}
