package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.Reply;
import dev.troupe.sample.bank.Account;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.StringUnmarshallers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEdgeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Edge edge;

  @BeforeAll
  static void open() throws Exception {
    edge = Edge.with("pekko.http.server.request-timeout = 2s", byHand(), Account.TYPE, Gadget.TYPE);
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  private static Route byHand() {
    return Directives.concat(
        Directives.path("never", () -> Directives.completeWithFuture(new CompletableFuture<>())),
        Directives.path("throws", HttpEdgeIT::fails),
        Directives.path("bare", () -> Directives.complete(StatusCodes.SERVICE_UNAVAILABLE)),
        Directives.path("taken", () -> Directives.complete(StatusCodes.CONFLICT, "it is taken")),
        Directives.path("gone", () -> Directives.complete(StatusCodes.GONE, "it was here once")),
        Directives.path(
            "page",
            () -> Directives.parameter(StringUnmarshallers.INTEGER, "number", HttpEdgeIT::page)),
        GuardedRoute.concat(
                TenantRoutes.tenant(
                    PathMatchers.segment("hello"),
                    "hello:get",
                    asked ->
                        TenantRoutes.answer(
                            CompletableFuture.completedStage(
                                new Reply.Accepted<>(new Account.Balance(7))))),
                TenantRoutes.tenant(
                    PathMatchers.segment("account").slash(PathMatchers.segment()).slash("export"),
                    "account:export",
                    (asked, id) -> Directives.put(() -> Directives.complete("exported"))))
            .under(Authentication.none()));
  }

  private static Route fails() {
    throw new IllegalStateException("secret");
  }

  private static Route page(Integer number) {
    return Directives.complete("page " + number);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(edge.url(path)))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body, String key) throws Exception {
    return HTTP.send(
        request(path).header("Idempotency-Key", key).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }

  private static String code(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode problem = JSON.readTree(response.body());
    assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
    return problem.path("code").asText();
  }

  @Test
  void servesAnEntityFromItsContractAlone() throws Exception {
    String account = "/tenants/acme/account/a-1/";

    HttpResponse<String> opened = post(account + "open", "{\"owner\":\"ann\"}");
    assertThat(opened.statusCode()).isEqualTo(204);
    assertThat(opened.body()).isEmpty();
    assertThat(post(account + "deposit", "{\"cents\":60}").body()).isEqualTo("{\"cents\":60}");
    HttpResponse<String> balance = get(account + "balance");
    assertThat(balance.statusCode()).isEqualTo(200);
    assertThat(balance.body()).isEqualTo("{\"cents\":60}");
    assertThat(balance.headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void answersTheDomainsNoWith409AndItsCode() throws Exception {
    String account = "/tenants/acme/account/a-2/";
    post(account + "open", "{\"owner\":\"ann\"}");

    HttpResponse<String> overdrawn = post(account + "withdraw", "{\"cents\":1}");

    assertThat(overdrawn.statusCode()).isEqualTo(409);
    assertThat(code(overdrawn)).isEqualTo("overdrawn");
  }

  @Test
  void givesEachTenantItsOwnAccountOfTheSameId() throws Exception {
    post("/tenants/acme/account/a-3/open", "{\"owner\":\"ann\"}");

    assertThat(code(get("/tenants/globex/account/a-3/balance"))).isEqualTo("not-open");
  }

  @Test
  void carriesOutACommandOfTheSameIdempotencyKeyOnce() throws Exception {
    String account = "/tenants/acme/account/a-4/";
    post(account + "open", "{\"owner\":\"ann\"}");

    assertThat(post(account + "deposit", "{\"cents\":5}", "k-1").body()).isEqualTo("{\"cents\":5}");
    assertThat(post(account + "deposit", "{\"cents\":5}", "k-1").body()).isEqualTo("{\"cents\":5}");
    HttpResponse<String> reused = post(account + "deposit", "{\"cents\":6}", "k-1");
    assertThat(reused.statusCode()).isEqualTo(409);
    assertThat(code(reused)).isEqualTo("id-reused");
    assertThat(get(account + "balance").body()).isEqualTo("{\"cents\":5}");
  }

  @Test
  void takesNoBodyForACommandWithoutFieldsAndItsFormerName() throws Exception {
    HttpRequest bare =
        HttpRequest.newBuilder(URI.create(edge.url("/tenants/acme/gadget/g-1/reset")))
            .POST(BodyPublishers.noBody())
            .build();

    assertThat(HTTP.send(bare, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    assertThat(post("/tenants/acme/gadget/g-1/adjust", "{\"level\":1}").statusCode())
        .isEqualTo(204);
  }

  @Test
  void answersWithWhatItWasSentWhateverTheFieldsAre() throws Exception {
    HttpResponse<String> stored =
        post("/tenants/acme/gadget/g-2/store", "{\"everything\":" + Samples.EVERYTHING + "}");

    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    assertThat(JSON.readTree(stored.body())).isEqualTo(JSON.readTree(Samples.EVERYTHING));
  }

  @Test
  void writesTheNameOfARecordWhoseTypeIsASealedInterface() throws Exception {
    String group = "{\"members\":[{\"radius\":1.5,\"type\":\"circle\"}],\"type\":\"group\"}";

    HttpResponse<String> drawn = post("/tenants/acme/gadget/g-3/draw", "{\"shape\":" + group + "}");

    assertThat(drawn.statusCode()).as(drawn.body()).isEqualTo(200);
    assertThat(JSON.readTree(drawn.body())).isEqualTo(JSON.readTree(group));
  }

  @Test
  void readsAQuerysFieldsFromTheParameters() throws Exception {
    HttpResponse<String> echo =
        get(
            "/tenants/acme/gadget/g-4/echo?text=a%26b&whole=-5&flag=true&mode=SLOW&decimal=1e3"
                + "&numbers=1&numbers=2&part=%7B%22name%22%3A%22n%22%2C%22count%22%3A1%7D");

    assertThat(JSON.readTree(echo.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"text": "a&b", "whole": -5, "flag": true, "mode": "SLOW", "decimal": 1000.0,
                 "numbers": [1, 2], "part": {"name": "n", "count": 1}}
                """));
  }

  @Test
  void saysThatTheEntitysOwnCodeFailedAndNotHow() throws Exception {
    HttpResponse<String> broken = post("/tenants/acme/gadget/g-5/break", "{}");

    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(code(broken)).isEqualTo("broken");
    assertThat(broken.body()).doesNotContain("by its own code", "\tat ", ".java");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "/tenants/acme/account/a-5/open, 413, too-large",
    "/tenants/acme/acount/a-5/open, 404, unknown-type",
    "/tenants/ACME/account/a-5/open, 400, invalid-tenant",
    "/throws, 500, internal",
  })
  void tellsAClientThatIsStillSendingWhyItIsRefused(String path, int status, String code)
      throws Exception {
    byte[] twoMiB = new byte[2 * 1024 * 1024];

    for (var body :
        List.of(
            BodyPublishers.ofByteArray(twoMiB),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(twoMiB)))) {
      HttpResponse<String> refused =
          HTTP.send(request(path).POST(body).build(), BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(status);
      assertThat(code(refused)).isEqualTo(code);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GET, /never, 503, timed-out",
    "GET, /throws, 500, internal",
    "GET, /bare, 503, unavailable",
    "GET, /taken, 409, http-409",
    "GET, /gone, 410, http-410",
    "GET, /page, 422, invalid-field",
    "GET, /page?number=x, 422, invalid-field",
    "GET, /tenants/ACME/hello, 400, invalid-tenant",
    "GET, /tenants/acme/hullo, 404, not-found",
    "GET, /tenants/acme/account/a-1/export, 405, method-not-allowed",
    "GET, /tenants/acme/acount/a-1/export, 404, unknown-type",
  })
  void answersWhatRoutesWrittenByHandRefuseWithAProblem(
      String method, String path, int status, String code) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(code(response)).isEqualTo(code);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void letsARouteWrittenByHandServeANameThatNoContractHas() throws Exception {
    HttpRequest export =
        request("/tenants/acme/account/a-1/export").PUT(BodyPublishers.noBody()).build();

    assertThat(HTTP.send(export, BodyHandlers.ofString()).body()).isEqualTo("exported");
    assertThat(get("/tenants/acme/hello").body()).isEqualTo("{\"cents\":7}");
  }
}
