package dev.troupe.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code GET /tenants/{tenant}/endless}: an answer without an end. */
final class EndlessRoute {
  private static final ByteString PIECE = ByteString.fromArray(new byte[16 * 1024]);

  /** How many bytes all streams of this JVM were asked for. */
  static final AtomicLong MADE = new AtomicLong();

  private EndlessRoute() {}

  static Route route() {
    return TenantRoutes.tenant(
            PathMatchers.segment("endless"),
            "endless:read",
            asked ->
                Directives.extractActorSystem(system ->
                    Streams.on(Adapter.toTyped(system)).stream(
                        asked.tenant(),
                        ContentTypes.APPLICATION_OCTET_STREAM,
                        Source.repeat(PIECE)
                            .map(piece -> {
                              MADE.addAndGet(piece.length());
                              return piece;
                            }))))
        .under(Authentication.none());
  }

  /** The last status, once it is this one or the time is over. */
  static int statusWithin(Duration time, InetSocketAddress edge, int expected) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    int status = 0;
    while (status != expected && System.nanoTime() - end < 0) {
      status = Wire.send(edge, Wire.bodiless("GET", "/tenants/acme/endless", "")).status();
    }
    return status;
  }
}
