package dev.troupe.bench.handwritten;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.bench.handwritten.AccountTable.Moved;
import dev.troupe.bench.handwritten.AccountTable.Owner;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bank's commands over HTTP, at the paths that a node serves them. Thread-safe; blocks. */
final class AccountRoutes {
  private static final String ACCOUNT = "/tenants/{tenant}/account/{id}/";
  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
  private static final Header NO_STORE = HeaderValues.createCached("Cache-Control", "no-store");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final AccountTable table;

  AccountRoutes(AccountTable table) {
    this.table = table;
  }

  private record Open(String owner) {}

  private record Movement(long cents) {}

  private record Balance(long cents) {}

  private record Problem(String code, String detail) {}

  /** Adds the routes. */
  void register(HttpRouting.Builder routing) {
    routing
        .post(ACCOUNT + "open", this::open)
        .post(ACCOUNT + "deposit", (request, response) -> move(request, response, 1))
        .post(ACCOUNT + "withdraw", (request, response) -> move(request, response, -1))
        .get(ACCOUNT + "balance", this::balance)
        .error(
            JsonProcessingException.class,
            (request, response, e) ->
                refuse(response, 400, "malformed-json", e.getOriginalMessage()))
        .error(
            IllegalArgumentException.class,
            (request, response, e) ->
                refuse(response, 400, "invalid-id", String.valueOf(e.getMessage())));
  }

  private void open(ServerRequest request, ServerResponse response)
      throws IOException, SQLException {
    Owner of = owner(request);
    if (table.open(of, JSON.readValue(request.content().inputStream(), Open.class).owner())) {
      response.status(204).send();
    } else {
      refuse(response, 409, "already-open", of.account() + " is already open");
    }
  }

  private void move(ServerRequest request, ServerResponse response, int sign)
      throws IOException, SQLException {
    Owner of = owner(request);
    Optional<String> key = request.headers().first(KEY).map(AccountRoutes::name);
    long cents = JSON.readValue(request.content().inputStream(), Movement.class).cents();
    if (cents <= 0) {
      refuse(response, 409, "not-positive", "cents was " + cents);
      return;
    }
    Optional<Moved> moved = table.move(of, key, sign * cents);
    if (moved.isEmpty()) {
      explain(response, of, cents);
    } else if (moved.get().cents() != sign * cents) {
      refuse(response, 409, "id-reused", "the key was used for another command; use a new one");
    } else {
      answer(response, moved.get().balance());
    }
  }

  private void explain(ServerResponse response, Owner of, long cents)
      throws IOException, SQLException {
    Optional<Long> balance = table.balance(of);
    if (balance.isEmpty()) {
      refuse(response, 409, "not-open", of.account() + " is not open");
    } else {
      refuse(
          response,
          409,
          "overdrawn",
          "%s holds %d, not %d".formatted(of.account(), balance.get(), cents));
    }
  }

  private void balance(ServerRequest request, ServerResponse response)
      throws IOException, SQLException {
    Owner of = owner(request);
    Optional<Long> balance = table.balance(of);
    if (balance.isEmpty()) {
      refuse(response, 409, "not-open", of.account() + " is not open");
    } else {
      answer(response, balance.get());
    }
  }

  private static Owner owner(ServerRequest request) {
    var path = request.path().pathParameters();
    return new Owner(name(path.get("tenant")), name(path.get("id")));
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("a name must match '%s'".formatted(NAME));
    }
    return text;
  }

  private static void answer(ServerResponse response, long cents) {
    response.header(NO_STORE);
    send(response, new Balance(cents));
  }

  private static void refuse(ServerResponse response, int status, String code, String detail) {
    response.status(status);
    send(response, new Problem(code, detail));
  }

  private static void send(ServerResponse response, Object body) {
    try {
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
