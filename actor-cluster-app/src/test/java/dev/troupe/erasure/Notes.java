package dev.troupe.erasure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who writes a tenant's notes, each with a text that is nowhere else, and writes each again until
 * it is said to be written.
 *
 * @param node where the node that runs now is
 * @param marker what each text starts with
 */
record Notes(HttpClient http, Supplier<URI> node, String tenant, String marker) {

  /** Sends this once; the status, or 0 if nobody answered. */
  int post(String path, String body, String id) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.get().resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (!id.isEmpty()) {
      request.header("Idempotency-Key", id);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Sends a command to a note; the status, or 0. */
  int send(String note, String command, String body, String id) throws InterruptedException {
    return post("/tenants/%s/note/%s/%s".formatted(tenant, note, command), body, id);
  }

  /** Writes a text; whether it was said to be written. */
  boolean write(int number) throws InterruptedException {
    return send(
            "n-" + number % 20,
            "write",
            "{'text':'%s-%d'}".formatted(marker, number),
            "write-" + number)
        == 204;
  }

  /** Leaves texts in every kind of place; all must be taken. */
  List<Integer> leaveEverywhere() throws InterruptedException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      statuses.add(write(i) ? 204 : 0);
    }
    for (int i = 0; i < 5; i++) {
      statuses.add(
          send("n-" + i, "write-later", "{'text':'%s-later-%d'}".formatted(marker, i), ""));
      statuses.add(
          send(
              "n-" + i, "send-in-vain", "{'to':'x','text':'%s-sent-%d'}".formatted(marker, i), ""));
    }
    return statuses;
  }

  /** What is there, as text. */
  String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(node.get().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
