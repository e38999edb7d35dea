package dev.troupe.bench.handwritten;

import dev.troupe.bench.jvm.StopWithStarter;
import dev.troupe.persistence.postgres.DatabaseSettings;
import io.helidon.webserver.WebServer;
import java.sql.SQLException;

/**
 * The bank as somebody would write it by hand today: a thread per connection, virtual ones, a pool
 * of connections, and PostgreSQL for all else.
 *
 * <p>Started as a node is, by the same environment variables.
 */
public final class HandWrittenBank {
  private static final String READINESS = "readiness";

  private HandWrittenBank() {}

  /** Serves until the process is asked to end. */
  public static void main(String[] args) throws SQLException {
    StopWithStarter.watch();
    DatabaseSettings database = DatabaseSettings.fromEnvironment(System.getenv()).orElseThrow();
    AccountRoutes routes = new AccountRoutes(new AccountTable(database));
    WebServer.builder()
        .host(System.getenv("TROUPE_NODE_HOST"))
        .port(Integer.parseInt(System.getenv("TROUPE_HTTP_PORT")))
        .routing(routes::register)
        .putSocket(
            READINESS,
            socket ->
                socket
                    .host(System.getenv("TROUPE_NODE_HOST"))
                    .port(Integer.parseInt(System.getenv("TROUPE_MANAGEMENT_PORT"))))
        .routing(
            READINESS, readiness -> readiness.get("/ready", (request, response) -> response.send()))
        .build()
        .start();
  }
}
