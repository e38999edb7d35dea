package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

// @start region="cluster"
@Cluster(nodes = 1, app = Shop.class)
class ShopIT {
  private static final String BASKET = "/tenants/acme/basket/b-1/";

  @Test
  void aBasketIsThereAfterACrash(TestCluster cluster) throws Exception {
    assertEquals("{\"articles\":1}", add(cluster, "tea"));
    cluster.node(1).kill();
    cluster.node(1).startAgain();
    cluster.awaitReady();
    assertEquals("{\"articles\":2}", add(cluster, "milk"));
  }

  private static String add(TestCluster cluster, String article) throws Exception {
    var request =
        HttpRequest.newBuilder(cluster.node(1).url().resolve(BASKET + "add"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"article\":\"%s\"}".formatted(article)));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString()).body();
    }
  }
}
// @end
