package dev.troupe.http;

import static dev.troupe.http.HostileRows.ACCOUNT;
import static dev.troupe.http.HostileRows.JSON;
import static dev.troupe.http.Wire.ascii;
import static dev.troupe.http.Wire.chunked;
import static dev.troupe.http.Wire.join;
import static dev.troupe.http.Wire.post;

import dev.troupe.http.HostileRows.Row;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The rows of the table whose bodies are wrong or too long. */
final class HostileBodies {
  private HostileBodies() {}

  private static Row body(String name, byte[] body, int status, String code) {
    return new Row("body " + name, post(ACCOUNT + "deposit", JSON, body), status, code);
  }

  private static Row body(String name, String body, int status, String code) {
    return body(name, body.getBytes(StandardCharsets.UTF_8), status, code);
  }

  static Stream<Row> bodies() {
    return Stream.of(
        body("that is no JSON", "cents=1", 400, "malformed-json"),
        body("that is cut", "{\"cents\":", 400, "malformed-json"),
        body("with a comment", "{\"cents\":1/**/}", 400, "malformed-json"),
        body("of the wrong type", "{\"cents\":\"1\"}", 422, "invalid-field"),
        body("that overflows", "{\"cents\":9223372036854775808}", 422, "invalid-field"),
        body("with 1e400", "{\"cents\":1e400}", 422, "invalid-field"),
        body("with a fraction", "{\"cents\":1.0}", 422, "invalid-field"),
        body("with NaN", "{\"cents\":NaN}", 400, "malformed-json"),
        body("with 1,000 digits", "{\"cents\":" + "1".repeat(1000) + "}", 422, "invalid-field"),
        body(
            "2,000 deep",
            "{\"cents\":" + "[".repeat(2000) + "]".repeat(2000) + "}",
            400,
            "malformed-json"),
        body("with a field twice", "{\"cents\":1,\"cents\":2}", 400, "malformed-json"),
        body("with an unknown field", "{\"cents\":1,\"cent\":1}", 422, "invalid-field"),
        body("with a type field", "{\"type\":\"withdraw\",\"cents\":1}", 422, "invalid-field"),
        body("with a missing field", "{}", 422, "invalid-field"),
        body("with null for a field", "{\"cents\":null}", 422, "invalid-field"),
        body("that is null", "null", 422, "invalid-field"),
        body("that is an array", "[1]", 422, "invalid-field"),
        body("that is text", "\"1\"", 422, "invalid-field"),
        body("with trailing garbage", "{\"cents\":1} x", 400, "malformed-json"),
        body("with a second value", "{\"cents\":1}{\"cents\":1}", 400, "malformed-json"),
        body("that is empty", "", 422, "invalid-field"),
        body("that is blank", "  ", 400, "malformed-json"),
        body("with a byte order mark", "\ufeff{\"cents\":1}", 400, "malformed-json"),
        body(
            "of invalid UTF-8",
            join(ascii("{\"cents\":1,\"x"), ascii("\u00c0\u0080\":1}")),
            400,
            "malformed-json"),
        body(
            "in UTF-16",
            "{\"cents\":1}".getBytes(StandardCharsets.UTF_16BE),
            400,
            "malformed-json"),
        body("with control characters", "{\"\\u001b[2J\\u0000\\u202e\":1}", 422, "invalid-field"));
  }

  private static String owner(int length) {
    return "{\"owner\":\"" + "x".repeat(length) + "\"}";
  }

  static Stream<Row> longBodies() {
    byte[] twoMiB = ascii(owner(2 * 1024 * 1024));
    byte[] long300k = ascii(owner(300_000));
    byte[] long240k = ascii(owner(240_000));
    byte[] numbers = ascii("{\"numbers\":[" + "1,".repeat(30_000) + "1]}");
    byte[] many = ascii("{\"numbers\":[" + "1,".repeat(250_000) + "1]}");
    String open = "/tenants/acme/account/a-2/open";
    String fill = "/tenants/acme/gadget/g-1/fill";
    return Stream.of(
        new Row("2 MiB", post(open, JSON, twoMiB), 413, "too-large"),
        new Row("2 MiB in chunks", chunked(open, JSON, twoMiB, 5_000), 413, "too-large"),
        new Row(
            "2 MiB in one chunk", chunked(open, JSON, twoMiB, 4 * 1024 * 1024), 413, "too-large"),
        new Row(
            "2 MiB promised, none sent",
            ascii(
                "POST %s HTTP/1.1\r\nHost: e\r\nContent-Length: 2097152\r\n%sExpect: 100-continue\r\n\r\n"
                    .formatted(open, JSON)),
            413,
            "too-large"),
        new Row(
            "9 EiB promised",
            ascii(
                "POST %s HTTP/1.1\r\nHost: e\r\nContent-Length: 9223372036854775807\r\n%s\r\n"
                    .formatted(open, JSON)),
            413,
            "too-large"),
        new Row("a text of 300,000 characters", post(open, JSON, long300k), 413, "too-large"),
        new Row("a text of 240,000 characters", post(open, JSON, long240k), 413, "too-large"),
        new Row("numbers that are longer as CBOR", post(fill, JSON, numbers), 413, "too-large"),
        new Row("250,000 values", post(fill, JSON, many), 413, "too-large"));
  }
}
