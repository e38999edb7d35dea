package dev.troupe.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request is one trace, over the nodes that it goes through. */
class TracingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String CALLER = "b7ad6b7169203331";

  private final HttpClient http = HttpClient.newHttpClient();
  private TracedNode edge;
  private TracedNode other;

  @BeforeEach
  void start() throws Exception {
    edge = new TracedNode();
    edge.join(edge);
    other = new TracedNode();
    other.join(edge);
    await(() -> {
      for (var member : List.of(edge, other)) {
        var state = Cluster.get(member.system).state();
        assertThat(state.getMembers())
            .hasSize(2)
            .allMatch(each -> each.status().equals(MemberStatus.up()));
      }
    });
  }

  @AfterEach
  void stop() {
    other.close();
    edge.close();
  }

  private void await(Runnable assertion) {
    TestProbe.create(edge.system)
        .awaitAssert(
            PATIENCE,
            () -> {
              assertion.run();
              return null;
            });
  }

  private static String trace(int number) {
    return "0af7651916cd43dd8448eb211c8%05x".formatted(number);
  }

  private void note(String id, String trace) {
    HttpResponse<String> response =
        http.sendAsync(
                HttpRequest.newBuilder(URI.create(edge.url("/tenants/acme/probe/" + id + "/note")))
                    .header("Content-Type", "application/json")
                    .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"a\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
  }

  private static SpanData span(List<SpanData> spans, String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span '%s' in %s".formatted(name, spans)));
  }

  /** The shards move to the node that joined; then some of the entities run there. */
  private String traceOverBothNodes() {
    AtomicInteger number = new AtomicInteger();
    AtomicReference<String> found = new AtomicReference<>("");
    await(() -> {
      for (int i = 0; i < 20 && found.get().isEmpty(); i++) {
        String trace = trace(number.incrementAndGet());
        note("p-" + number, trace);
        found.set(other.spans(trace).isEmpty() ? "" : trace);
      }
      assertThat(found.get()).isNotEmpty();
    });
    return found.get();
  }

  @Test
  void aRequestIsOneTraceFromTheEdgeOverTheEntityOfAnotherNodeToTheJournal() {
    String trace = traceOverBothNodes();
    await(() -> {
      SpanData request = span(edge.spans(trace), "POST /tenants/{tenant}/probe/{id}/note");
      SpanData command = span(other.spans(trace), "probe/note");
      SpanData persist = span(other.spans(trace), "persist");
      assertThat(request.getParentSpanId()).isEqualTo(CALLER);
      assertThat(command.getParentSpanId()).isEqualTo(request.getSpanId());
      assertThat(persist.getParentSpanId()).isEqualTo(command.getSpanId());
      assertThat(command.getParentSpanContext().isRemote()).isTrue();
      assertThat(edge.spans(trace)).hasSize(1);
      assertThat(other.spans(trace)).hasSize(2);
    });
  }
}
