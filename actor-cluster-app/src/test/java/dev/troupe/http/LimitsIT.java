package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.Account;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.junit.jupiter.api.Test;

class LimitsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Two commands at a door for one, in whatever order they come: the first is never answered. */
  private static List<HttpResponse<String>> twoAtOnce(Edge edge) {
    HttpRequest deposit =
        HttpRequest.newBuilder(URI.create(edge.url("/tenants/acme/account/a-1/deposit")))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"cents\":1}"))
            .build();
    return Stream.of(deposit, deposit)
        .map(each -> HTTP.sendAsync(each, BodyHandlers.ofString()))
        .toList()
        .stream()
        .map(each -> each.join())
        .sorted((one, other) -> one.statusCode() - other.statusCode())
        .toList();
  }

  private static void assertWorthAnotherTry(
      HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void answersATenantAtItsLimitWith429AndOneThatWaitsInVainWith503() throws Exception {
    try (Edge edge =
        Edge.mute(
            "troupe { ask-timeout = 3s, tenants.limits.commands-in-flight = 1 }", Account.TYPE)) {
      List<HttpResponse<String>> answers = twoAtOnce(edge);

      assertWorthAnotherTry(answers.getFirst(), 429, "throttled");
      assertWorthAnotherTry(answers.getLast(), 503, "timed-out");
      assertThat(answers.getLast().body()).contains("\"outcomeUnknown\":true");
    }
  }

  @Test
  void answersAFullNodeWith503() throws Exception {
    try (Edge edge =
        Edge.mute("troupe { ask-timeout = 3s, admission.per-node = 1 }", Account.TYPE)) {
      List<HttpResponse<String>> answers = twoAtOnce(edge);

      assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(503, 503);
      assertThat(answers.stream().map(HttpResponse::body).toList().toString())
          .contains("\"code\":\"unavailable\"", "\"code\":\"timed-out\"");
    }
  }

  private static final String OPEN = "/tenants/acme/account/a-1/open";
  private static final String JSON = "Content-Type: application/json\r\n";

  @Test
  void refusesABodyThatIsLongerThanTheTenantMaySendBeforeItIsRead() throws Exception {
    try (Edge edge =
        Edge.with("troupe.tenants.limits.request-bytes = 100", Directives.reject(), Account.TYPE)) {
      Wire.Answer announced =
          Wire.send(
              edge.address(),
              Wire.ascii(
                  "POST %s HTTP/1.1\r\nHost: e\r\n%sContent-Length: 101\r\n\r\n"
                      .formatted(OPEN, JSON)));
      byte[] body = Wire.ascii("{\"owner\":\"%s\"}".formatted("x".repeat(200)));
      Wire.Answer inPieces = Wire.send(edge.address(), Wire.chunked(OPEN, JSON, body, 10));

      for (Wire.Answer refused : List.of(announced, inPieces)) {
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().path("detail").asText()).contains("longer than 100 bytes");
      }
      assertThat(edge.started()).isZero();
      byte[] small = Wire.ascii("{\"owner\":\"ann\"}");
      assertThat(Wire.send(edge.address(), Wire.post(OPEN, JSON, small)).status()).isEqualTo(204);
    }
  }

  @Test
  void aRouteWrittenByHandReadsNoLongerBodyEither() throws Exception {
    try (Edge edge =
        Edge.with(
            "troupe.tenants.limits.request-bytes = 100",
            TenantRoutes.tenant(
                    PathMatchers.segment("notes"),
                    "notes:write",
                    asked ->
                        Directives.entity(
                            Unmarshaller.entityToString(),
                            text -> Directives.complete(String.valueOf(text.length()))))
                .under(Authentication.none()),
            Account.TYPE)) {
      String notes = "/tenants/acme/notes";
      assertThat(Wire.send(edge.address(), Wire.post(notes, "", new byte[101])).status())
          .isEqualTo(413);
      assertThat(Wire.send(edge.address(), Wire.post(notes, "", new byte[100])).text())
          .isEqualTo("100");
    }
  }

  @Test
  void aTenantHasAsManyStreamsAsItMayAndLosesThoseThatStall() throws Exception {
    try (Edge edge =
        Edge.with(
            "troupe { http.stream-idle-timeout = 500ms, tenants.limits.streams = 1 }",
            EndlessRoute.route(),
            Account.TYPE)) {
      try (Socket stalled = new Socket()) {
        stalled.setReceiveBufferSize(4096);
        stalled.connect(edge.address());
        stalled.getOutputStream().write(Wire.bodiless("GET", "/tenants/acme/endless", ""));
        assertThat(stalled.getInputStream().read()).isEqualTo('H');

        Wire.Answer second =
            Wire.send(edge.address(), Wire.bodiless("GET", "/tenants/acme/endless", ""));
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.header("retry-after")).isEqualTo("1");
        assertThat(second.json().path("limit").asText()).isEqualTo("troupe.tenants.limits.streams");
        assertThat(second.json().path("used").asInt()).isEqualTo(1);
        assertThat(second.json().path("allowed").asInt()).isEqualTo(1);
        assertThat(EndlessRoute.statusWithin(Duration.ofSeconds(20), edge.address(), 200))
            .isEqualTo(200);
      }
    }
  }

  @Test
  void answersABodyThatDoesNotArriveWith408() throws Exception {
    try (Edge edge =
        Edge.with(
            "troupe.http.body-timeout = 300ms",
            org.apache.pekko.http.javadsl.server.Directives.reject(),
            Account.TYPE)) {
      Wire.Answer answer =
          Wire.send(
              edge.address(),
              Wire.ascii(
                  "POST /tenants/acme/account/a-1/open HTTP/1.1\r\nHost: e\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"));

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.json().path("code").asText()).isEqualTo("body-timeout");
      assertThat(edge.started()).isZero();
    }
  }
}
