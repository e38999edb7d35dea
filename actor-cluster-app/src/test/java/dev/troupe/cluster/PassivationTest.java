package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Balance;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassivationTest {
  private static final int LIMIT = 50;
  private static final int ACCOUNTS = 400;
  private static final TenantId ACME = TenantId.of("acme");

  private final ActorSystem<Void> system = start();
  private final Entities entities = Entities.on(system).host(Account.TYPE);

  private static ActorSystem<Void> start() {
    Config config =
        ConfigFactory.parseString(
                """
                pekko.actor.provider = cluster
                troupe.tenants.only-known = false
                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                pekko.loglevel = WARNING
                pekko.cluster.sharding {
                  number-of-shards = 4
                  passivation.strategy = default-strategy
                  passivation.default-strategy.active-entity-limit = %d
                }
                """
                    .formatted(LIMIT))
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "passivation",
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                MessageSerializer.setup(MessageTypes.of(Account.TYPE))));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return system;
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(system);
  }

  @Test
  void noMoreThanTheLimitStayAndAllWakeWithTheirState() throws Exception {
    for (int i = 0; i < ACCOUNTS; i++) {
      ask(i, new Open("ann"));
      ask(i, new Deposit(1 + i));
    }

    awaitAtMost(LIMIT);
    for (int i = 0; i < ACCOUNTS; i++) {
      assertThat(ask(i, new GetBalance())).isEqualTo(new Reply.Accepted<>(new Balance(1 + i)));
    }
  }

  private <R> Reply<R> ask(int account, Account.Command<R> command) throws Exception {
    return entities
        .refFor(Account.TYPE, ACME, "a-" + account)
        .withTimeout(Duration.ofSeconds(20))
        .ask(command)
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  /** An entity that is to go stops when it has handled what it was sent, a moment later. */
  private void awaitAtMost(int limit) {
    TestProbe<CurrentShardRegionState> probe = TestProbe.create(system);
    probe.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          ClusterSharding.get(system)
              .shardState()
              .tell(
                  new GetShardRegionState(
                      EntityTypeKey.create(EntityEnvelope.class, "account"), probe.getRef()));
          int active =
              probe.receiveMessage().getShards().stream()
                  .mapToInt(shard -> shard.getEntityIds().size())
                  .sum();
          assertThat(active).isBetween(1, limit);
          return null;
        });
  }
}
