package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Balance;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many entities a tenant has in memory, on a node of shards that others are on too. */
class ActiveEntitiesLimitTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");

  private final MemoryNode node =
      new MemoryNode(
          """
          troupe.tenants.limits.active-entities = 5
          pekko.cluster.sharding.passivation.strategy = none
          """,
          List.of(Account.TYPE),
          List.of(Session.TYPE));

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aTenantBeyondItsLimitLosesItsOwnColdestAndNoneItsState() throws Exception {
    for (int i = 0; i < 4; i++) {
      node.ask(Account.TYPE, OTHER, "o-" + i, new Open("bob"));
    }
    for (int i = 0; i < 40; i++) {
      node.ask(Account.TYPE, ACME, "a-" + i, new Open("ann"));
      node.ask(Account.TYPE, ACME, "a-" + i, new Deposit(1 + i));
    }
    node.await(() -> assertThat(node.entities.running(ACME)).isEqualTo(5));
    assertThat(node.active(Account.TYPE))
        .containsExactlyInAnyOrder(
            "acme:a-35",
            "acme:a-36",
            "acme:a-37",
            "acme:a-38",
            "acme:a-39",
            "other:o-0",
            "other:o-1",
            "other:o-2",
            "other:o-3");
    for (int i = 0; i < 40; i++) {
      assertThat(node.ask(Account.TYPE, ACME, "a-" + i, new GetBalance()))
          .isEqualTo(new Reply.Accepted<>(new Balance(1 + i)));
    }
    assertThat(node.entities.running(OTHER)).isEqualTo(4);
  }

  @Test
  void plainActorsCountToo() throws Exception {
    for (int i = 0; i < 20; i++) {
      var session = node.entities.refFor(Session.TYPE, ACME, "s-" + i);
      session
          .ask(Session.Touch::new, Duration.ofSeconds(20))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      node.ask(Account.TYPE, ACME, "a-" + i, new Open("ann"));
    }
    node.await(() -> assertThat(node.entities.running(ACME)).isEqualTo(5));
  }

  @Test
  void stopsAllOfOneTenantAndLeavesTheOthers() throws Exception {
    for (int i = 0; i < 5; i++) {
      node.ask(Account.TYPE, ACME, "a-" + i, new Open("ann"));
      node.ask(Account.TYPE, OTHER, "o-" + i, new Open("bob"));
    }
    node.entities.stop(ACME);
    node.await(() -> assertThat(node.entities.running(ACME)).isZero());
    assertThat(node.active(Account.TYPE)).hasSize(5).allMatch(each -> each.startsWith("other:"));
    assertThat(node.ask(Account.TYPE, ACME, "a-1", new GetBalance()))
        .isEqualTo(new Reply.Accepted<>(new Balance(0)));
  }

  @Test
  void whatNeverExistedAndIsAskedForDoesNotStay() throws Exception {
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      asked.add(
          node.entities
              .refFor(Account.TYPE, OTHER, "never-" + i)
              .withTimeout(Duration.ofSeconds(20))
              .ask(new GetBalance())
              .toCompletableFuture());
    }
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    node.ask(Account.TYPE, OTHER, "there", new Open("bob"));
    node.ask(Account.TYPE, OTHER, "there", new GetBalance());
    node.await(() -> assertThat(node.active(Account.TYPE)).containsExactly("other:there"));
    assertThat(node.entities.running(OTHER)).isEqualTo(1);
  }
}
