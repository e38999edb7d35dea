package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// @start region="cluster"
@Cluster(nodes = 1, app = Sellers.class)
class SellersIT {

  @Test
  void everyTrialBeginsOnce(TestCluster cluster) throws Exception {
    awaitTrials(cluster, 2);
    cluster.node(1).kill();
    cluster.node(1).startAgain();
    cluster.awaitReady();
    assertThat(trials(cluster)).isEqualTo(2);
  }

  // @end
  @Test
  void aRouteWrittenByHandIsServed(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    var request =
        HttpRequest.newBuilder(cluster.node(1).url().resolve("/tenants/acme/sessions/teller-7"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("touched 1 times");
      assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("touched 2 times");
    }
  }

  // @start region="journal"
  private static int trials(TestCluster cluster) throws SQLException {
    try (var connection = cluster.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM event_journal WHERE event_ser_manifest LIKE 'subscription/subscribed#%'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  // @end
  private static void awaitTrials(TestCluster cluster, int count) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (trials(cluster) != count) {
      assertThat(System.nanoTime()).as("%d trials", count).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
