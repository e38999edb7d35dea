package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.tenants.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one node within the test's JVM, with bells, on a database. */
final class BellNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      troupe.tenants.only-known = false
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      troupe.reminders { poll-interval = 50ms, min-backoff = 10ms, most-attempts = 3 }
      """;

  private final ActorSystem<Void> system;
  private final DatabaseSettings database;

  BellNode(DatabaseSettings database, String settings) {
    this(database, settings, encryptionOff(database));
  }

  private static Encryption encryptionOff(DatabaseSettings database) {
    Schema.migrate(database);
    return Encryption.open(
        database,
        ConfigFactory.parseString("troupe.encryption.enabled = off")
            .withFallback(ConfigFactory.load()));
  }

  /** One that seals so; it closes that at its end. */
  BellNode(DatabaseSettings database, String settings, Encryption encryption) {
    this.database = database;
    var journal = ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf");
    var config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(database.toConfig())
            .withFallback(journal);
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "bells",
            ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.load(config)),
                MessageSerializer.setup(MessageTypes.of(Bell.TYPE, Tenant.TYPE)),
                encryption.setup()));
    system.getWhenTerminated().thenRun(encryption::close);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    Entities.on(system).host(Bell.TYPE);
    reminders().start();
  }

  ActorSystem<Void> system() {
    return system;
  }

  Reminders reminders() {
    return Reminders.on(system);
  }

  <R> Reply<R> ask(String tenant, String bell, EntityCommand<Bell, R> command) throws Exception {
    return get(
        Entities.on(system)
            .refFor(Bell.TYPE, TenantId.of(tenant), bell)
            .withTimeout(PATIENCE)
            .ask(command));
  }

  void tell(String bell, EntityCommand<Bell, ?> command) throws Exception {
    assertThat(ask("acme", bell, command)).isInstanceOf(Reply.Accepted.class);
  }

  List<String> rings(String bell) throws Exception {
    return ((Reply.Accepted<List<String>>) ask("acme", bell, new Bell.GetRings())).value();
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  DatabaseSettings database() {
    return database;
  }

  void sql(String... statements) throws Exception {
    Sql.execute(database, statements);
  }

  List<String> column(String query) throws Exception {
    return Sql.column(database, query);
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for %s", what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system, Duration.ofSeconds(30));
  }
}
