package dev.troupe.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A tenant that goes about its business over HTTP: deposits and looks, one after the other. */
final class Innocent {
  private static final int AT_ONCE = 4;
  private static final int LEAST = 300;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Edge edge;
  private final String tenant;
  private final List<String> accounts;

  /** What somebody does meanwhile. */
  @FunctionalInterface
  interface Meanwhile {
    void run() throws Exception;
  }

  /**
   * How it went.
   *
   * @param nanos that each request took
   * @param errors what was not answered as it should be
   */
  record Day(List<Long> nanos, List<String> errors) {
    double p99Millis() {
      List<Long> sorted = nanos.stream().sorted().toList();
      return sorted.get(sorted.size() * 99 / 100) / 1e6;
    }
  }

  /** One that has opened these accounts. */
  static Innocent of(Edge edge, String tenant, List<String> accounts) throws Exception {
    Innocent innocent = new Innocent(edge, tenant, accounts);
    for (String account : accounts) {
      HttpResponse<String> opened = innocent.post(account, "open", "{\"owner\":\"ann\"}");
      if (opened.statusCode() != 204) {
        throw new AssertionError(opened.body());
      }
    }
    return innocent;
  }

  private Innocent(Edge edge, String tenant, List<String> accounts) {
    this.edge = edge;
    this.tenant = tenant;
    this.accounts = accounts;
  }

  private URI uri(String account, String name) {
    return URI.create(edge.url("/tenants/%s/account/%s/%s".formatted(tenant, account, name)));
  }

  private HttpResponse<String> post(String account, String command, String json)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(account, command))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String account) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri(account, "balance")).timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  /** Works until this is done, and no less than a while. */
  Day workWhile(Meanwhile meanwhile) throws Exception {
    Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    Queue<String> errors = new ConcurrentLinkedQueue<>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                meanwhile.run();
              } catch (Exception | AssertionError e) {
                errors.add("the other failed: " + e);
              }
            });
    List<Thread> workers = new ArrayList<>();
    for (int worker = 0; worker < AT_ONCE; worker++) {
      int first = worker;
      workers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = first; i < LEAST || other.isAlive(); i += AT_ONCE) {
                  work(i, nanos, errors);
                }
              }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    other.join();
    return new Day(List.copyOf(nanos), List.copyOf(errors));
  }

  private void work(int i, Queue<Long> nanos, Queue<String> errors) {
    String account = accounts.get(i % accounts.size());
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer =
          i % 3 == 0 ? get(account) : post(account, "deposit", "{\"cents\":1}");
      if (answer.statusCode() != 200) {
        errors.add(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException | InterruptedException e) {
      errors.add(e.toString());
    }
    nanos.add(System.nanoTime() - begun);
  }
}
