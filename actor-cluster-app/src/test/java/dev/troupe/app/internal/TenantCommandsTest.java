package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands ask, and what they say of each answer. */
class TenantCommandsTest {
  @TempDir Path directory;

  private HttpServer node;
  private int status = 204;

  /** How many bytes fewer than were said are sent. */
  private int missing;

  private String answer = "";
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var headers = exchange.getRequestHeaders();
          asked.add(
              "%s %s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      headers.getFirst("Authorization"),
                      headers.containsKey("Idempotency-Key"),
                      body));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length + missing);
          if (status != 204) {
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
    node.start();
  }

  @AfterEach
  void close() {
    node.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + node.getAddress().getPort();
  }

  private Ran tenant(String... args) {
    return Ran.of(
        Stream.of(Stream.of("tenant", args[0], "--url", url()), Stream.of(args).skip(1))
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  private void answers(int with, String body) {
    status = with;
    answer = body.replace('\'', '"');
  }

  @Test
  void aDownloadThatIsCutOffLeavesNoFile() {
    Path file = directory.resolve("acme.ndjson");
    missing = 1;
    answers(200, "{}");

    Ran ran = tenant("export", "acme", "--to", file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("did not answer");
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsDownloadedIsForNobodyElse() throws IOException {
    Path file = directory.resolve("acme.ndjson");
    answers(200, "{}");

    tenant("export", "acme", "--to", file.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aChangeIsSentWithItsReasonAndAnIdAndTheToken() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "a.b.c\n");
    Ran ran = tenant("suspend", "acme", "--why", "did not pay", "--token-file", token.toString());

    assertThat(ran).isEqualTo(new Ran(0, "tenant acme is suspended\n", ""));
    assertThat(asked)
        .containsExactly(
            "POST /operator/tenants/acme/suspend Bearer a.b.c true {\"why\":\"did not pay\"}");
  }

  @Test
  void limitsAreNumbersByName() {
    tenant("create", "acme", "--why", "x", "--limit", "streams=5", "--limit", "reminders=7");
    tenant("limit", "acme", "streams=6", "--why", "x");

    assertThat(asked)
        .anySatisfy(one ->
            assertThat(one)
                .startsWith("POST /operator/tenants null true")
                .contains("\"limits\":{\"reminders\":7,\"streams\":5}", "\"tenant\":\"acme\""))
        .anySatisfy(one ->
            assertThat(one)
                .startsWith("POST /operator/tenants/acme/limits")
                .contains("\"limits\":{\"streams\":6}"));
    assertThat(tenant("limit", "acme", "streams=many", "--why", "x").code()).isEqualTo(2);
  }

  @Test
  void whatIsShownIsForPeopleOrForPrograms() {
    String shown =
        "{'tenant':'acme','status':'ACTIVE','limits':{'streams':5},'effective':{'reminders':9,'streams':5},'keys':1}";
    answers(200, shown);
    assertThat(tenant("show", "acme").out())
        .isEqualTo("tenant\tacme\nstatus\tACTIVE\nkeys\t1\nreminders\t9\nstreams\t5\tits own\n");
    assertThat(tenant("show", "acme", "-o", "json").out().strip())
        .isEqualTo(shown.replace('\'', '"'));
  }

  @Test
  void allPagesOfTheListAreShown() {
    answers(200, "{'tenants':[{'tenant':'acme','status':'SUSPENDED'}]}");
    assertThat(tenant("list").out()).isEqualTo("acme\tSUSPENDED\n");
    assertThat(tenant("list", "-o", "json").out().strip())
        .isEqualTo("{\"tenants\":[{\"tenant\":\"acme\",\"status\":\"SUSPENDED\"}]}");
  }

  @Test
  void nothingIsErasedUnlessItsNameIsRepeated() {
    assertThat(tenant("erase", "acme", "--why", "x").code()).isEqualTo(2);
    Ran other = tenant("erase", "acme", "--why", "x", "--yes-erase", "globex");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("--yes-erase must repeat the tenant's name, 'acme', was 'globex'");
    assertThat(asked).isEmpty();

    assertThat(tenant("erase", "acme", "--why", "x", "--yes-erase", "acme").out())
        .isEqualTo("tenant acme is being erased\n");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aChangeWithoutAReasonIsMisuse() {
    for (String verb : List.of("create", "suspend", "resume", "rotate-key")) {
      Ran ran = tenant(verb, "acme");
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err()).contains("--why");
    }
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | unauthenticated | troupe: the node does not believe who asks: because; name a file with a token with --token-file, or set TROUPE_TOKEN
          403 | forbidden       | troupe: refused: because; take the token of someone who may
          404 | unknown-tenant  | troupe: because (unknown-tenant)
          409 | already-created | troupe: because (already-created)
          410 | tenant-erased   | troupe: because (tenant-erased)
          503 | unavailable     | troupe: the node answered 503 'unavailable': because; try again
          """)
  void eachProblemIsASentence(int code, String name, String sentence) {
    answers(code, "{'code':'%s','detail':'because'}".formatted(name));
    assertThat(tenant("resume", "acme", "--why", "x")).isEqualTo(new Ran(1, "", sentence + "\n"));
  }

  @Test
  void whatIsNotANodeIsToldFromOne() {
    answers(500, "<html>");
    assertThat(tenant("show", "acme").err()).contains("is no node of Troupe; name one with --url");
    assertThat(Ran.of("tenant", "list", "--url", "ftp://x").err())
        .isEqualTo("troupe: the node's address must read http://host:port, was 'ftp://x'\n");
    node.stop(0);
    Ran nobody = tenant("list");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err())
        .isEqualTo(
            "troupe: no node answers at '%s'; start one, or name its address with --url\n"
                .formatted(url()));
  }

  @Test
  void whatIsNoTenantOrNoFileIsSaidWithoutAsking() {
    assertThat(tenant("show", "../audit").err()).contains("tenant id must be a DNS label");
    assertThat(tenant("show", "acme", "--token-file", directory + "/none").err())
        .startsWith("troupe: the token can't be read from");
    assertThat(asked).isEmpty();
  }
}
