package dev.troupe.sample.payments;

import dev.troupe.actor.call.Answer;
import dev.troupe.actor.call.Attempt;
import dev.troupe.actor.call.Call;
import dev.troupe.actor.call.CallSettings;
import dev.troupe.actor.call.Callee;
import dev.troupe.model.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

// @start region="client"
/** The payment service, as we call it. */
final class Payments {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Callee service;
  private final URI url;

  Payments(URI url, CallSettings settings, ActorSystem<?> system) {
    this.url = url;
    this.service = Callee.of("payments", settings, system);
  }

  /** Charges so much, once for this call however often it is tried. */
  CompletionStage<Reply<String>> charge(int cents, Call call) {
    return service.call(
        call,
        attempt ->
            http.sendAsync(request(cents, attempt), BodyHandlers.ofString())
                .thenApply(Payments::answer));
  }

  private HttpRequest request(int cents, Attempt attempt) {
    return HttpRequest.newBuilder(url)
        .header("Idempotency-Key", attempt.id().value())
        .header("Request-Timeout-Ms", String.valueOf(attempt.timeout().toMillis()))
        .timeout(attempt.timeout())
        .POST(BodyPublishers.ofString(String.valueOf(cents)))
        .build();
  }

  private static Answer<String> answer(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> Answer.accepted(response.body());
      case 402 -> Answer.rejected("not-paid", response.body());
      case 429, 503 ->
          response
              .headers()
              .firstValue("Retry-After")
              .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
              .map(wait -> Answer.<String>again("it is busy", wait))
              .orElse(Answer.again("it is busy"));
      default -> Answer.again("status " + response.statusCode());
    };
  }
}
// @end
