package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.actor.call.Answer;
import dev.troupe.actor.call.Attempt;
import dev.troupe.actor.call.Call;
import dev.troupe.actor.call.CallSettings;
import dev.troupe.actor.call.Callee;
import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.sample.bank.Account;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entities are asked for no longer than the caller waits. */
class RequestTimeoutIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "Request-Timeout-Ms";

  /** What the node itself waits, much longer than the callers here. */
  private static final Duration OWN = Duration.ofMinutes(10);

  private static final Duration CALLERS = Duration.ofMinutes(2);

  /** How long what arrived at an entity was still waited for when it arrived. */
  private static final BlockingQueue<Duration> LEFT = new LinkedBlockingQueue<>();

  private static Edge bank;

  @BeforeAll
  static void open() throws Exception {
    bank =
        Edge.heard(
            "troupe.ask-timeout = %dms".formatted(OWN.toMillis()),
            RequestTimeoutIT::heard,
            Account.TYPE);
    assertThat(post(bank, "open", "{\"owner\":\"ann\"}").statusCode()).isEqualTo(204);
  }

  @BeforeEach
  void forget() {
    LEFT.clear();
  }

  @AfterAll
  static void close() {
    bank.close();
  }

  private static void heard(EntityEnvelope envelope) {
    LEFT.add(Duration.ofNanos(envelope.deadlineNanos() - System.nanoTime()));
  }

  private static Duration left() throws InterruptedException {
    Duration left = LEFT.poll(30, TimeUnit.SECONDS);
    assertThat(left).as("nothing was heard").isNotNull();
    return left;
  }

  private static URI account(Edge edge, String what) {
    return URI.create(edge.url("/tenants/acme/account/a-1/" + what));
  }

  private static HttpResponse<String> post(
      Edge edge, String command, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(account(edge, command))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    for (String value : headers) {
      request.header(HEADER, value);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void aCommandAndAQueryAreAskedForNoLongerThanTheCallerWaits() throws Exception {
    String millis = String.valueOf(CALLERS.toMillis());
    assertThat(post(bank, "deposit", "{\"cents\":1}", millis).statusCode()).isEqualTo(200);
    assertThat(left()).isPositive().isLessThanOrEqualTo(CALLERS);

    HttpRequest query =
        HttpRequest.newBuilder(account(bank, "balance")).header(HEADER, millis).build();
    assertThat(HTTP.send(query, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(left()).isPositive().isLessThanOrEqualTo(CALLERS);
  }

  @Test
  void whoWaitsLongerThanTheNodeGetsNoMoreThanThatAndWhoSaysNothingGetsIt() throws Exception {
    assertThat(post(bank, "deposit", "{\"cents\":1}", "999999999").statusCode()).isEqualTo(200);
    assertThat(left()).isGreaterThan(CALLERS).isLessThanOrEqualTo(OWN);
    assertThat(post(bank, "deposit", "{\"cents\":1}").statusCode()).isEqualTo(200);
    assertThat(left()).isGreaterThan(CALLERS).isLessThanOrEqualTo(OWN);
  }

  @Test
  void whoWaitsInVainIsToldForHowLongTheEntityWasAsked() throws Exception {
    try (Edge mute =
        Edge.mute("troupe.ask-timeout = %dms".formatted(OWN.toMillis()), Account.TYPE)) {
      HttpResponse<String> answer = post(mute, "deposit", "{\"cents\":1}", "3000");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("timed-out");
      Matcher said = Pattern.compile("within (\\d+) ms").matcher(answer.body());
      // On a machine that stands still it is over before anything is asked, and says so.
      assertThat(said.find() || answer.body().contains("nothing was asked")).isTrue();
      if (said.hasMatch()) {
        assertThat(Integer.parseInt(said.group(1))).isBetween(0, 3000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1s", "1e3", "1000000000", "soon"})
  void whatIsNoTimeIsRefused(String value) throws Exception {
    HttpResponse<String> answer = post(bank, "deposit", "{\"cents\":1}", value);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).path("code").asText())
        .isEqualTo("invalid-request-timeout");
    assertThat(answer.body()).contains("'" + value + "'");
    assertThat(LEFT).isEmpty();
  }

  @Test
  void whatIsSaidTwiceIsRefused() throws Exception {
    HttpResponse<String> answer = post(bank, "deposit", "{\"cents\":1}", "1000", "2000");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("invalid-request-timeout", "2 times");
  }

  // @start region="node"
  /** Deposits at a bank that is served by another cluster of ours. */
  private static CompletionStage<Reply<String>> deposit(Callee bank, URI account, Call call) {
    return bank.call(
        call,
        attempt ->
            HTTP.sendAsync(request(account, attempt), BodyHandlers.ofString())
                .thenApply(response ->
                    switch (response.statusCode()) {
                      case 200 -> Answer.accepted(response.body());
                      case 409 -> Answer.rejected("refused", response.body());
                      default -> Answer.again("status " + response.statusCode());
                    }));
  }

  private static HttpRequest request(URI account, Attempt attempt) {
    return HttpRequest.newBuilder(account)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", attempt.id().value())
        .header("Request-Timeout-Ms", String.valueOf(attempt.timeout().toMillis()))
        .timeout(attempt.timeout())
        .POST(BodyPublishers.ofString("{\"cents\":60}"))
        .build();
  }

  // @end

  @Test
  void aNodeThatCallsANodeHandsOnWhatIsLeftOfItsPatience() throws Exception {
    try (Edge shop = Edge.of(Account.TYPE)) {
      CallSettings patient = CallSettings.DEFAULT.withAttemptTimeout(OWN);
      Callee callee = Callee.of("bank", patient, shop.system());
      Call call = Call.of(CommandId.of("order-1"), CALLERS);
      Reply<String> reply =
          deposit(callee, account(bank, "deposit"), call)
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);

      assertThat(reply).isInstanceOf(Reply.Accepted.class);
      assertThat(left()).isPositive().isLessThanOrEqualTo(CALLERS);
    }
  }
}
