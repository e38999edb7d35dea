package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Balance;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassivationTest {
  private static final int LIMIT = 50;
  private static final int ACCOUNTS = 400;
  private static final TenantId ACME = TenantId.of("acme");

  private final MemoryNode node =
      new MemoryNode(
          """
          pekko.cluster.sharding.passivation {
            strategy = default-strategy
            default-strategy.active-entity-limit = %d
          }
          """
              .formatted(LIMIT),
          List.of(Account.TYPE),
          List.of());

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void noMoreThanTheLimitStayAndAllWakeWithTheirState() throws Exception {
    for (int i = 0; i < ACCOUNTS; i++) {
      ask(i, new Open("ann"));
      ask(i, new Deposit(1 + i));
    }

    // An entity that is to go stops when it has handled what it was sent, a moment later.
    node.await(() -> assertThat(node.active(Account.TYPE)).hasSizeBetween(1, LIMIT));
    for (int i = 0; i < ACCOUNTS; i++) {
      assertThat(ask(i, new GetBalance())).isEqualTo(new Reply.Accepted<>(new Balance(1 + i)));
    }
  }

  private <R> Reply<R> ask(int account, Account.Command<R> command) throws Exception {
    return node.ask(Account.TYPE, ACME, "a-" + account, command);
  }
}
