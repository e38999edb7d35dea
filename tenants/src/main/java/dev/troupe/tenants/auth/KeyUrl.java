package dev.troupe.tenants.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A key set at an address. Follows no redirect. Used by one thread at a time. */
final class KeyUrl implements RefreshedKeys.Source {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final URI url;
  private final HttpClient http;
  private byte @Nullable [] last;

  private KeyUrl(URI url) {
    this.url = url;
    this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  static KeyUrl of(URI url) {
    boolean isSafe =
        "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isHere(url));
    if (!isSafe || url.getHost() == null) {
      throw new IllegalArgumentException(
          "key set: the address must be https (or http to this machine), was '%s'; who can change the keys on their way can make tokens"
              .formatted(url));
    }
    return new KeyUrl(url);
  }

  private static boolean isHere(URI url) {
    try {
      return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public Optional<KeySet> read() throws IOException, InterruptedException {
    byte[] json = fetched();
    if (Arrays.equals(json, last)) {
      return Optional.empty();
    }
    KeySet keys = KeySet.parse(json);
    last = json;
    return Optional.of(keys);
  }

  /** The whole of it within the time: a client's own limit ends with the headers. */
  private byte[] fetched() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Accept", "application/json, application/jwk-set+json")
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, info -> new BoundedBody(KeyFile.LONGEST));
    try {
      HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("answered with status %d".formatted(response.statusCode()));
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("no answer within %s".formatted(PATIENCE), e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }
}
