package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.actor.Interceptors;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Balance;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries of entities that run on the node that asks. */
class NearQueriesTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final int SHARDS = 4;
  private static final int MANY = 2_000;

  /** As often at most do region and shard look at the same query. */
  private static final int LOOKS = 8;

  private final MemoryNode node = new MemoryNode("", MessageTypes.of(Account.TYPE));
  private final AtomicInteger queriesOfRegion = new AtomicInteger();

  /** Counts the queries that regions and shards are asked about. */
  private final class CountingBorder extends Border {
    private CountingBorder() {
      super(ShardHash.unkeyed(SHARDS), entry -> {});
    }

    @Override
    ShardingMessageExtractor<EntityEnvelope, EntityEnvelope> extractor() {
      ShardingMessageExtractor<EntityEnvelope, EntityEnvelope> inner = super.extractor();
      return new ShardingMessageExtractor<>() {
        @Override
        public String entityId(EntityEnvelope envelope) {
          if (envelope.command() instanceof GetBalance) {
            queriesOfRegion.incrementAndGet();
          }
          return inner.entityId(envelope);
        }

        @Override
        public String shardId(String entityId) {
          return inner.shardId(entityId);
        }

        @Override
        public EntityEnvelope unwrapMessage(EntityEnvelope envelope) {
          return inner.unwrapMessage(envelope);
        }
      };
    }
  }

  @BeforeEach
  void host() throws Exception {
    node.entities.host(
        Account.TYPE,
        new Hosting.Wrapping<>(UnaryOperator.identity(), Interceptors.none()),
        Placement.leastShards(),
        new CountingBorder());
    node.ask(Account.TYPE, ACME, "a-1", new Open("Wile E."));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private TenantEntityRef<Account> account() {
    return node.entities.refFor(Account.TYPE, ACME, "a-1");
  }

  private CompletableFuture<Reply<Balance>> balance() {
    return account().ask(new GetBalance()).toCompletableFuture();
  }

  private static Balance value(CompletableFuture<Reply<Balance>> answer) throws Exception {
    Reply<Balance> reply = answer.get(30, TimeUnit.SECONDS);
    assertThat(reply).isInstanceOf(Reply.Accepted.class);
    return ((Reply.Accepted<Balance>) reply).value();
  }

  @Test
  void goPastTheRegionButForThoseByWhichTheShardSeesThatTheEntityIsUsed() throws Exception {
    queriesOfRegion.set(0);
    long since = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      assertThat(value(balance())).isEqualTo(new Balance(0));
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since) + 1;
    assertThat((long) queriesOfRegion.get()).isLessThanOrEqualTo(seconds * LOOKS);
    Waiting.until(
        "one goes through the region",
        () -> {
          value(balance());
          return queriesOfRegion.get() > 0;
        });
  }

  @Test
  void overtakeNoCommandThatWasSentBefore() throws Exception {
    List<CompletableFuture<Reply<Balance>>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      account().ask(new Deposit(1));
      answers.add(balance());
      if (i % 7 == 0) {
        value(answers.getLast()); // So that some are sent while nothing else is on its way.
      }
    }
    for (int i = 0; i < MANY; i++) {
      assertThat(value(answers.get(i)).cents()).isEqualTo(i + 1);
    }
  }

  @Test
  void areAllAnsweredWhileTheirEntityStopsAllTheTime() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    Thread stopping =
        Thread.ofPlatform()
            .start(() -> {
              while (!isOver.get()) {
                node.entities.stop(ACME);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
              }
            });
    try {
      for (int batch = 0; batch < MANY / 10; batch++) {
        List<CompletableFuture<Reply<Balance>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          answers.add(balance());
        }
        for (CompletableFuture<Reply<Balance>> answer : answers) {
          assertThat(value(answer)).isEqualTo(new Balance(0));
        }
      }
    } finally {
      isOver.set(true);
      stopping.join();
    }
  }
}
