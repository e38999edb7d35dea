package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.Account;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
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
