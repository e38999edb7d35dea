package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node has not written yet when it is told to end. */
class LeavingIT {
  @TempDir Path directory;

  @Test
  void theAuditOfTheLastMomentIsWrittenAndTheNodeEndsWithZero() throws Exception {
    DevelopmentIssuer issuer =
        DevelopmentIssuer.in(directory.resolve("auth"), InstantSource.system());
    Map<String, String> environment =
        Map.of(
            "TROUPE_AUTH_MODE",
            "jwt",
            "TROUPE_AUTH_ISSUER",
            DevelopmentIssuer.ISSUER,
            "TROUPE_AUTH_AUDIENCE",
            DevelopmentIssuer.AUDIENCE,
            "TROUPE_AUTH_JWKS",
            issuer.jwks().toString(),
            "TROUPE_DRAIN",
            "1s");
    try (EmbeddedPostgres server =
            EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
        TestCluster cluster =
            TestCluster.startOn(server.settings(), 1, BankApp.class, environment)) {
      for (int i = 0; i < 3; i++) {
        assertThat(withoutToken(cluster.node(1))).isEqualTo(401);
      }
      assertThat(cluster.node(1).stop()).isZero();

      // Those that are alike are counted for a minute, which the node did not live to see.
      assertThat(audit(cluster)).hasSize(2);
      assertThat(audit(cluster).getLast()).contains("2");
    }
  }

  private static int withoutToken(TestNode node) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(node.url().resolve("/tenants/acme/account/a-1/balance"))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static List<String> audit(TestCluster cluster) throws Exception {
    List<String> details = new ArrayList<>();
    try (Connection connection = cluster.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT detail FROM audit WHERE action = 'token-missing' ORDER BY number")) {
      while (rows.next()) {
        details.add(rows.getString(1));
      }
    }
    return details;
  }
}
