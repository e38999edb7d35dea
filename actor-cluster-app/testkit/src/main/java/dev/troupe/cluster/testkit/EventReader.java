package dev.troupe.cluster.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a stream of server-sent events, as a browser does. For one thread.
 *
 * <p>An event is given as its lines without the last, empty one, joined by {@code |}, such as
 * {@code id: 1|event: quoted|data: {}}. Heartbeats are left out.
 */
public final class EventReader implements AutoCloseable {
  /** What is given at the end of a stream. */
  public static final String END = "the end";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final HttpResponse<InputStream> response;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private EventReader(HttpClient http, HttpResponse<InputStream> response) {
    this.http = http;
    this.response = response;
    Thread.ofPlatform().daemon().name("event-reader").start(this::read);
  }

  /**
   * Begins to read; returns once the answer has begun. The headers are names and values in turn.
   */
  public static EventReader of(URI uri, String... headers) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new EventReader(http, http.send(request.build(), BodyHandlers.ofInputStream()));
  }

  /** The status of the answer. */
  public int status() {
    return response.statusCode();
  }

  /** A header of the answer, or nothing. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void read() {
    StringBuilder event = new StringBuilder();
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty()) {
          event.append(event.isEmpty() ? "" : "|").append(line);
          continue;
        }
        if (!event.toString().equals(": heartbeat")) {
          events.add(event.toString());
        }
        event.setLength(0);
      }
    } catch (IOException e) {
      // Cut off; that too is an end.
    }
    events.add(END);
  }

  /** The next event, or {@link #END}; fails if none comes. */
  public String next() throws InterruptedException {
    String next = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no event within %d s".formatted(PATIENCE.toSeconds()));
    }
    return next;
  }

  /** Whether there is something to be read already. */
  public boolean hasNext() {
    return !events.isEmpty();
  }

  /** Reads no more, and has the connection closed. */
  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // It is closed.
    }
    http.shutdownNow();
  }
}
