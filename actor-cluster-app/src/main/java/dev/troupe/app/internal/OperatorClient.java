package dev.troupe.app.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.StartFailure;
import dev.troupe.tenants.files.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks a node over HTTP as an operator. What goes wrong is a {@link StartFailure} with a sentence.
 */
final class OperatorClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_OF_A_PROBLEM = 64 * 1024;

  private final URI node;
  private final Optional<String> token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /** A client of the node at this address, which shows this token. */
  OperatorClient(URI node, Optional<String> token) {
    if (node.getHost() == null || !("" + node.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "the node's address must read http://host:port, was '%s'".formatted(node));
    }
    this.node = node;
    this.token = token;
  }

  /** What is there, as JSON. */
  JsonNode get(String path) {
    return json(path, send(request(path).GET()).body());
  }

  /** Asks for a change, under an id of its own. */
  void post(String path, Map<String, ?> body) {
    try {
      send(
          request(path)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", UUID.randomUUID().toString())
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written as JSON", e);
    }
  }

  /** Sets what is there, which is the same however often it is done. */
  void put(String path, Map<String, ?> body) {
    try {
      send(
          request(path)
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written as JSON", e);
    }
  }

  /** Takes away what is there. */
  void delete(String path) {
    send(request(path).DELETE());
  }

  /**
   * Writes what is there to a file that is new, for nobody else to read, however long it is; all of
   * it or no file.
   */
  void download(String path, Path file) {
    HttpRequest asked = request(path).GET().build();
    try {
      HttpResponse<InputStream> response =
          http.send(asked, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() / 100 != 2) {
          String problem = new String(body.readNBytes(MOST_OF_A_PROBLEM), StandardCharsets.UTF_8);
          throw new StartFailure(sentence(path, response.statusCode(), problem));
        }
        written(body, file);
      }
    } catch (FileAlreadyExistsException e) {
      throw new StartFailure("'%s' is there already; name another file".formatted(file), e);
    } catch (IOException | InterruptedException e) {
      throw failed(e);
    }
  }

  private static void written(InputStream body, Path file) throws IOException {
    try (OutputStream out = PrivateFile.newOutputStream(file)) {
      try {
        body.transferTo(out);
      } catch (IOException e) {
        Files.delete(file); // Half of it is of no use, and would be in the way of another try.
        throw e;
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(path)).timeout(PATIENCE).header("Accept", "*/*");
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    HttpRequest asked = request.build();
    try {
      HttpResponse<String> response = http.send(asked, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new StartFailure(
            sentence(asked.uri().getPath(), response.statusCode(), response.body()));
      }
      return response;
    } catch (IOException | InterruptedException e) {
      throw failed(e);
    }
  }

  private StartFailure failed(Exception failure) {
    return switch (failure) {
      case ConnectException e ->
          new StartFailure(
              "no node answers at '%s'; start one, or name its address with --url".formatted(node),
              e);
      case InterruptedException e -> {
        Thread.currentThread().interrupt();
        yield new StartFailure("interrupted; whether it was done is not known", e);
      }
      default ->
          new StartFailure(
              "the node at '%s' did not answer: %s; whether it was done is not known"
                  .formatted(node, failure.getMessage()),
              failure);
    };
  }

  private String sentence(String path, int status, String body) {
    JsonNode problem = json(path, body);
    String detail = problem.path("detail").asText();
    return switch (status) {
      case 401 ->
          "the node does not believe who asks: %s; name a file with a token with --token-file, or set TROUPE_TOKEN"
              .formatted(detail);
      case 403 -> "refused: %s; take the token of someone who may".formatted(detail);
      case 404, 409, 410, 422 -> "%s (%s)".formatted(detail, problem.path("code").asText());
      default ->
          "the node answered %d '%s': %s; try again"
              .formatted(status, problem.path("code").asText(), detail);
    };
  }

  private JsonNode json(String path, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StartFailure(
          "what answers at '%s%s' is no node of Troupe; name one with --url".formatted(node, path),
          e);
    }
  }
}
