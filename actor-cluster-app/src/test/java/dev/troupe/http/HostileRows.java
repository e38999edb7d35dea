package dev.troupe.http;

import static dev.troupe.http.Wire.ascii;
import static dev.troupe.http.Wire.bodiless;
import static dev.troupe.http.Wire.join;
import static dev.troupe.http.Wire.post;

import java.util.stream.Stream;

/** What no client should send, and what it is answered with: the table, by what is wrong. */
final class HostileRows {
  static final String ACCOUNT = "/tenants/acme/account/a-1/";
  static final String JSON = "Content-Type: application/json\r\n";
  private static final byte[] CENTS = ascii("{\"cents\":1}");

  private HostileRows() {}

  /** A request, and what it is refused with. */
  record Row(String name, byte[] request, int status, String code) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row to(String name, String target, int status, String code) {
    return new Row(name, post(target, JSON, CENTS), status, code);
  }

  private static Row tenant(String name, String tenant, int status, String code) {
    return to("tenant " + name, "/tenants/%s/account/a-1/deposit".formatted(tenant), status, code);
  }

  static Stream<Row> tenants() {
    return Stream.of(
        tenant("in upper case", "ACME", 400, "invalid-tenant"),
        tenant("with a dot", "ac.me", 400, "invalid-tenant"),
        tenant("of 64 characters", "a".repeat(64), 400, "invalid-tenant"),
        tenant("that is empty", "", 404, "not-found"),
        tenant("in Unicode", "%C3%A4cme", 400, "invalid-tenant"),
        tenant("with NUL", "ac%00me", 400, "invalid-tenant"),
        tenant("with a colon", "acme:x", 400, "invalid-tenant"),
        tenant("with a colon, encoded", "acme%3Ax", 400, "invalid-tenant"),
        tenant("with a slash, encoded", "acme%2Fx", 400, "invalid-tenant"),
        tenant("with an escape sequence", "%1B%5B2J", 400, "invalid-tenant"),
        tenant("with a line break", "acme%0D%0Ax", 400, "invalid-tenant"),
        tenant("that ends in a dash", "acme-", 400, "invalid-tenant"),
        tenant("that goes up, encoded", "%2E%2E", 400, "malformed-request"),
        tenant("of broken UTF-8", "%C3%28", 400, "invalid-tenant"),
        tenant("with a bad escape", "%ZZ", 400, "malformed-request"));
  }

  private static Row id(String name, String id, int status, String code) {
    return to("id " + name, "/tenants/acme/account/%s/deposit".formatted(id), status, code);
  }

  static Stream<Row> ids() {
    return Stream.of(
        id("with NUL", "a%00", 400, "invalid-id"),
        id("of 129 characters", "a".repeat(129), 400, "invalid-id"),
        id("with a bar", "a|b", 400, "malformed-request"),
        id("with a bar, encoded", "a%7Cb", 400, "invalid-id"),
        id("with a slash", "a/b", 404, "not-found"),
        id("with a slash, encoded", "a%2Fb", 400, "invalid-id"),
        id("with a full-width bar", "a%EF%BD%9Cb", 400, "invalid-id"),
        id("with an emoji", "%F0%9F%98%80", 400, "invalid-id"),
        id("that goes up", "..", 400, "malformed-request"),
        id("that goes up, encoded", "%2E%2E", 400, "malformed-request"),
        id("that is a dot, encoded", "%2E", 400, "malformed-request"),
        to(
            "id that goes up to another tenant",
            "/tenants/globex/account/../../acme/account/a-1/deposit",
            400,
            "malformed-request"),
        id("that is empty", "", 404, "not-found"),
        id("with a space", "a%20b", 400, "invalid-id"),
        id("with a per cent sign", "a%25b", 400, "invalid-id"),
        id("with a bad escape", "%ZZ", 400, "malformed-request"),
        id("with half an escape", "a%2", 400, "malformed-request"),
        new Row(
            "id of raw bytes",
            join(ascii("POST /tenants/acme/account/\u0000\u00ff/deposit HTTP/1.1\r\n"), CENTS),
            400,
            "malformed-request"));
  }

  static Stream<Row> names() {
    return Stream.of(
        to("unknown type", "/tenants/acme/acount/a-1/deposit", 404, "unknown-type"),
        to("type with NUL", "/tenants/acme/a%00/a-1/deposit", 404, "unknown-type"),
        to("unknown command", ACCOUNT + "deposi", 404, "unknown-command"),
        to("command in upper case", ACCOUNT + "Deposit", 404, "unknown-command"),
        to("query by its whole name", ACCOUNT + "get-balance", 404, "unknown-command"),
        new Row("unknown query", bodiless("GET", ACCOUNT + "owner", ""), 404, "unknown-query"),
        to("path that is too long", ACCOUNT + "deposit/now", 404, "not-found"),
        to("path that ends in a slash", ACCOUNT + "deposit/", 404, "not-found"),
        new Row("path that is the root", bodiless("GET", "/", ""), 404, "not-found"),
        new Row("path of no one", bodiless("GET", "/admin", ""), 404, "not-found"),
        new Row("path of a machine", bodiless("GET", "/%ZZ", ""), 400, "malformed-request"));
  }

  static Stream<Row> methods() {
    return Stream.of(
        new Row(
            "GET on a command",
            bodiless("GET", ACCOUNT + "deposit", ""),
            405,
            "method-not-allowed"),
        to("POST on a query", ACCOUNT + "balance", 405, "method-not-allowed"),
        method("PUT", ACCOUNT + "deposit"),
        method("DELETE", ACCOUNT + "deposit"),
        method("PATCH", ACCOUNT + "balance"),
        method("HEAD", ACCOUNT + "balance"),
        method("OPTIONS", ACCOUNT + "deposit"),
        method("TRACE", ACCOUNT + "deposit"),
        method("DELETE", "/openapi.json"),
        new Row(
            "an unknown method", bodiless("BREW", ACCOUNT + "deposit", ""), 501, "unknown-method"),
        new Row("no HTTP", ascii("\u0016\u0003\u0001\u0002\r\n\r\n"), 400, "malformed-request"));
  }

  private static Row method(String method, String target) {
    return new Row(method + " " + target, bodiless(method, target, ""), 405, "method-not-allowed");
  }

  private static Row header(String name, String headers, int status, String code) {
    return new Row(name, post(ACCOUNT + "deposit", headers, CENTS), status, code);
  }

  private static Row key(String name, String value) {
    return header(
        "Idempotency-Key " + name,
        JSON + "Idempotency-Key: " + value + "\r\n",
        400,
        "invalid-idempotency-key");
  }

  static Stream<Row> headers() {
    String tooMany = "X-Filler: 1\r\n".repeat(70);
    return Stream.of(
        key("with a space", "a b"),
        header(
            "Idempotency-Key that is empty",
            "Idempotency-Key: \r\n" + JSON,
            400,
            "invalid-idempotency-key"),
        key("of 129 characters", "a".repeat(129)),
        key("in Unicode", "\u00c3\u00a4"),
        header(
            "a header of broken UTF-8 before the Idempotency-Key",
            "X-Name: \u00e4\r\nIdempotency-Key: k\r\n" + JSON,
            400,
            "malformed-request"),
        header(
            "a header of two broken bytes before the Idempotency-Key",
            "X-Name: \u00f0\u009f\r\nIdempotency-Key: k\r\n" + JSON,
            400,
            "malformed-request"),
        header(
            "Idempotency-Key of broken UTF-8",
            JSON + "Idempotency-Key: \u00e4\r\n",
            400,
            "malformed-request"),
        key("given twice", "a\r\nIdempotency-Key: b"),
        header("no content type", "", 415, "unsupported-content-type"),
        header(
            "a form",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            415,
            "unsupported-content-type"),
        header("plain text", "Content-Type: text/plain\r\n", 415, "unsupported-content-type"),
        header("XML", "Content-Type: application/xml\r\n", 415, "unsupported-content-type"),
        header("a bad content type", "Content-Type: json\r\n", 415, "unsupported-content-type"),
        header("gzip", JSON + "Content-Encoding: gzip\r\n", 415, "unsupported-encoding"),
        header("a long header", JSON + "X: " + "a".repeat(9000) + "\r\n", 431, "headers-too-large"),
        header("many headers", JSON + tooMany, 431, "headers-too-large"),
        header("a bad header", JSON + "a b: c\r\n", 400, "malformed-request"),
        new Row(
            "no host",
            ascii("POST /tenants/acme/account/a-1/deposit HTTP/1.1\r\n" + JSON + "\r\n"),
            400,
            "malformed-request"),
        new Row(
            "two lengths",
            join(
                ascii(
                    "POST %s HTTP/1.1\r\nHost: e\r\nContent-Length: 11\r\nContent-Length: 12\r\n%s\r\n"
                        .formatted(ACCOUNT + "deposit", JSON)),
                CENTS),
            400,
            "malformed-request"),
        new Row(
            "a chunk of no length",
            ascii(
                "POST %s HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n%s\r\nzz\r\n"
                    .formatted(ACCOUNT + "deposit", JSON)),
            400,
            "malformed-request"),
        new Row(
            "another version",
            ascii("POST %s HTTP/7.0\r\nHost: e\r\n\r\n".formatted(ACCOUNT + "deposit")),
            505,
            "unsupported-version"),
        new Row("a long path", bodiless("GET", "/" + "a".repeat(3000), ""), 414, "uri-too-long"));
  }

  static Stream<Row> queries() {
    String echo = "/tenants/acme/gadget/g-1/echo";
    return Stream.of(
        new Row(
            "unknown parameter",
            bodiless("GET", ACCOUNT + "balance?at=now", ""),
            422,
            "invalid-field"),
        to("parameter of a command", ACCOUNT + "deposit?cents=1", 422, "invalid-field"),
        new Row("missing parameter", bodiless("GET", echo, ""), 422, "invalid-field"),
        new Row(
            "doubled parameter",
            bodiless("GET", echo + "?text=a&text=b", ""),
            422,
            "invalid-field"),
        new Row(
            "parameter of another type",
            bodiless("GET", echo + "?text=a&whole=1.0", ""),
            422,
            "invalid-field"),
        new Row(
            "parameter that ends its object",
            bodiless("GET", echo + "?text=a&part=%7B%7D%7D%2C%22x%22%3A%7B", ""),
            422,
            "invalid-field"),
        new Row(
            "parameter of a bad escape",
            bodiless("GET", echo + "?text=%ZZ", ""),
            400,
            "malformed-request"),
        new Row(
            "parameter with control characters",
            bodiless("GET", echo + "?text=a&%1B%00=1", ""),
            422,
            "invalid-field"));
  }
}
