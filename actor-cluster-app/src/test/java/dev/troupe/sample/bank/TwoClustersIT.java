package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.sample.bank.BankClient.Answer;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The worst split brain there is: two clusters that never heard of each other, on one database. */
class TwoClustersIT {
  private static final int ACCOUNTS = 5;
  private static final int CLIENTS = 12;
  private static final int DEPOSITS_PER_CLIENT = 40;

  @Test
  void theJournalStaysLinear() throws Exception {
    try (TestCluster one = TestCluster.start(1, BankApp.class);
        TestCluster two = TestCluster.startOn(one.database(), 1, BankApp.class, Map.of())) {
      BankClient both = new BankClient(() -> List.of(one.node(1).url(), two.node(1).url()));
      for (int i = 0; i < ACCOUNTS; i++) {
        both.send("acme", "a-" + i, "open", "{\"owner\":\"ann\"}", "open");
      }
      AtomicLong[] sums = depositAtBoth(both);

      one.node(1).stop();
      two.node(1).stop();

      assertThat(deposits(one)).isEqualTo(CLIENTS * DEPOSITS_PER_CLIENT);
      assertThat(streamsWithGaps(one)).isZero();
      try (TestCluster fresh = TestCluster.startOn(one.database(), 1, BankApp.class, Map.of())) {
        URI node = fresh.node(1).url();
        for (int i = 0; i < ACCOUNTS; i++) {
          assertThat(both.balance(node, "acme", "a-" + i))
              .isEqualTo(new Answer(200, "{\"cents\":%d}".formatted(sums[i].get())));
        }
      }
    }
  }

  private static int deposits(TestCluster cluster) throws SQLException {
    return number(
        cluster,
        "SELECT count(*) FROM event_journal WHERE event_ser_manifest = 'account/deposited#1'");
  }

  private static int streamsWithGaps(TestCluster cluster) throws SQLException {
    return number(
        cluster,
        """
        SELECT count(*) FROM (
          SELECT persistence_id FROM event_journal GROUP BY persistence_id
          HAVING min(sequence_number) <> 1 OR max(sequence_number) <> count(*)) AS streams
        """);
  }

  private static int number(TestCluster cluster, String sql) throws SQLException {
    try (var connection = cluster.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static AtomicLong[] depositAtBoth(BankClient both) throws Exception {
    AtomicLong[] sums = new AtomicLong[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) {
      sums[i] = new AtomicLong();
    }
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        int client = c;
        running.add(
            clients.submit(() -> {
              for (int d = 0; d < DEPOSITS_PER_CLIENT; d++) {
                int account = (client + d) % ACCOUNTS;
                long cents = 1L + client + d;
                Answer answer =
                    both.send(
                        "acme",
                        "a-" + account,
                        "deposit",
                        "{\"cents\":%d}".formatted(cents),
                        client + "-" + d);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                sums[account].addAndGet(cents);
              }
            }));
      }
      for (Future<?> each : running) {
        each.get(5, TimeUnit.MINUTES);
      }
    }
    return sums;
  }
}
