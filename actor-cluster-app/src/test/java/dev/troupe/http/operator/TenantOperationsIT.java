package dev.troupe.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.app.internal.Ran;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.http.operator.Operators.Answer;
import dev.troupe.http.operator.Operators.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of tenants, as operators lead it at two nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantOperationsIT {
  private static final String WHY = "{'why':'contract 17'}";
  private static final List<String> CHANGES =
      List.of("suspend", "resume", "limits", "rotate-key", "erase");

  private Operators operators;
  private Path tokenFile;
  private String ada;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    operators = new Operators(directory);
    ada = operators.operator("ada", "*");
    tokenFile = Files.writeString(directory.resolve("ada.token"), ada);
  }

  @AfterAll
  void stop() {
    operators.close();
  }

  private Answer sent(Call call) throws Exception {
    return operators.send(1, ada, call);
  }

  private static Call change(String tenant, String verb) {
    return Call.post("/operator/tenants/" + tenant + "/" + verb, WHY);
  }

  private void created(String tenant) throws Exception {
    String body = "{'tenant':'%s','why':'contract 17'}".formatted(tenant);
    assertThat(sent(Call.post("/operator/tenants", body)).status()).isEqualTo(201);
  }

  @Test
  @Order(1)
  void tenantsThatAreNamedAreThereFromTheStartAndWereCreatedOnce() throws Exception {
    assertThat(operators.opened("initech", "a-1")).isEmpty();
    assertThat(operators.opened("nobody", "a-1")).isEqualTo("unknown-tenant");
    Operators.await(
        "row of the creation",
        () -> operators.audit("umbrella").equals(List.of("node create tenant:create DONE")));
  }

  @Test
  @Order(1)
  void aTenantIsServedEverywhereAsItsOperatorSays() throws Exception {
    Answer made =
        sent(
            Call.post(
                "/operator/tenants",
                "{'tenant':'acme','limits':{'streams':5},'why':'contract 17'}"));
    assertThat(made).isEqualTo(new Answer(201, "/operator/tenants/acme", ""));
    Operators.await("first answer", () -> operators.opened("acme", "a-1").isEmpty());
    assertThat(sent(change("acme", "suspend")).status()).isEqualTo(204);
    Operators.await("suspension", () -> operators.opened("acme", "a-2").equals("tenant-suspended"));
    assertThat(
            operators
                .send(2, operators.user("acme"), Call.get("/tenants/acme/account-balances"))
                .code())
        .as("what a route written by hand answers")
        .isEqualTo("tenant-suspended");
    assertThat(sent(Call.get("/operator/tenants/acme")).json().path("status").asText())
        .isEqualTo("SUSPENDED");
    assertThat(sent(change("acme", "resume")).status()).isEqualTo(204);
    Operators.await("resumption", () -> operators.opened("acme", "a-2").isEmpty());
    assertThat(
            sent(Call.post(
                    "/operator/tenants/acme/limits",
                    "{'limits':{'streams':6},'why':'contract 18'}"))
                .status())
        .isEqualTo(204);
    JsonNode shown = sent(Call.get("/operator/tenants/acme")).json();
    assertThat(shown.path("limits").toString()).isEqualTo("{\"streams\":6}");
    assertThat(shown.at("/effective/streams").asLong()).isEqualTo(6);
    assertThat(shown.at("/effective/reminders").asLong()).isEqualTo(100_000);
    assertThat(sent(change("acme", "erase")))
        .isEqualTo(new Answer(202, "/operator/tenants/acme", ""));
    Operators.await("erasure", () -> operators.opened("acme", "a-3").equals("tenant-erased"));
    assertThat(sent(change("acme", "resume")).code()).isEqualTo("tenant-erased");

    assertThat(operators.audit("acme"))
        .containsExactly(
            "ada create tenant:create DONE",
            "ada suspend tenant:suspend DONE",
            "ada resume tenant:resume DONE",
            "ada limits tenant:limits DONE",
            "ada erase tenant:erase DONE",
            "ada resume tenant:resume FAILED");
    assertThat(operators.rows("acme"))
        .extracting(row -> row.path("detail").asText())
        .startsWith("contract 17; {streams=5}", "contract 17")
        .contains("contract 18; {streams=6}")
        .endsWith("erased: tenant 'acme' is being erased; contract 17");
  }

  @Test
  @Order(1)
  void whatCannotBeDoneIsSaidAndInTheAudit() throws Exception {
    for (String verb : List.of("suspend", "resume", "rotate-key", "erase")) {
      Answer answer = sent(change("ghost", verb));
      assertThat(answer.status()).as(verb).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("unknown-tenant");
    }
    assertThat(sent(Call.get("/operator/tenants/ghost")).code()).isEqualTo("unknown-tenant");
    assertThat(sent(Call.post("/operator/tenants", "{'tenant':'initech','why':'again'}")).code())
        .isEqualTo("already-created");
    assertThat(operators.audit("ghost"))
        .containsExactly(
            "ada suspend tenant:suspend FAILED",
            "ada resume tenant:resume FAILED",
            "ada rotate-key tenant:rotate-key FAILED",
            "ada erase tenant:erase FAILED");
    assertThat(operators.audit("initech")).endsWith("ada create tenant:create FAILED");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /operator/tenants | {} | tenant
          /operator/tenants | {'tenant':'initrode'} | why
          /operator/tenants | {'tenant':'NOT OK','why':'x'} | must be a DNS label
          /operator/tenants | {'tenant':'_system','why':'x'} | must be a DNS label
          /operator/tenants | {'tenant':'initrode','why':''} | 'why' must have 1 to 500 characters
          /operator/tenants | {'tenant':'initrode','why':'a\\u000ab'} | 'why' must be one line
          /operator/tenants | {'tenant':'initrode','why':'x','by':'eve'} | by
          /operator/tenants | {'tenant':'initrode','why':'x','limits':{'speed':1}} | limit 'speed' is not known
          /operator/tenants/initech/limits | {'limits':{'streams':-1},'why':'x'} | limit 'streams' must be
          /operator/tenants/initech/limits | {'why':'x'} | limits
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':['account:*'],'why':'x'} | until
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':['account:*'],'until':'2020-01-01T00:00:00Z','why':'x'} | 'until' must be after
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':['account:*'],'until':'2999-01-01T00:00:00Z','why':'x'} | within 366 days
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':[],'until':'2999-01-01T00:00:00Z','why':'x'} | 'scopes' must be 1 to 50
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':['tenant:grant'],'until':'2999-01-01T00:00:00Z','why':'x'} | can't be granted
          /operator/tenants/initech/grants | {'to':'umbrella','scopes':['operator:*'],'until':'2999-01-01T00:00:00Z','why':'x'} | can't be granted
          /operator/tenants/initech/grants | {'to':'_system','scopes':['account:*'],'until':'2999-01-01T00:00:00Z','why':'x'} | must be a DNS label
          /operator/tenants/initech/grants | {'to':'nobody','scopes':['account:*'],'until':'2999-01-01T00:00:00Z','why':'x'} | there is no tenant 'nobody'
          /operator/tenants/initech/grants | {'to':'initech','scopes':['account:*'],'until':'2999-01-01T00:00:00Z','why':'x'} | needs no grant
          /operator/tenants/initech/grants/revoke | {'to':'umbrella'} | why
          """)
  @Order(1)
  void aBodyThatDoesNotFitIsRefusedByName(String path, String body, String said) throws Exception {
    Answer answer = sent(Call.post(path, body));
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("invalid-field");
    assertThat(answer.json().path("detail").asText()).contains(said);
  }

  @Test
  @Order(1)
  void aPathOrParameterThatDoesNotFitIsRefused() throws Exception {
    assertThat(sent(Call.get("/operator/tenants/_system")).code()).isEqualTo("invalid-tenant");
    assertThat(sent(change("_system", "erase")).code()).isEqualTo("invalid-tenant");
    assertThat(sent(Call.get("/operator/tenants/initech/suspend")).status()).isEqualTo(405);
    assertThat(sent(Call.get("/operator/audit?after=x")).code()).isEqualTo("invalid-field");
    assertThat(sent(Call.get("/operator/audit?order=x")).code()).isEqualTo("invalid-field");
    assertThat(sent(Call.get("/operator/tenants?limit=201")).code()).isEqualTo("invalid-field");
  }

  @Test
  @Order(1)
  void whoMayNotIsRefusedAndThatIsInTheAudit() throws Exception {
    String user = operators.user("globex");
    String watcher = operators.operator("watcher", "list");
    for (String verb : CHANGES) {
      Call call = change("globex", verb);
      assertThat(operators.send(1, "", call).status()).isEqualTo(401);
      assertThat(operators.send(1, user, call).status()).isEqualTo(403);
      assertThat(operators.send(1, watcher, call).code()).isEqualTo("forbidden");
    }
    assertThat(operators.send(1, watcher, Call.get("/operator/tenants")).status()).isEqualTo(200);
    for (Call call :
        List.of(
            Call.post("/operator/tenants", "{'tenant':'globex','why':'mine'}"),
            Call.get("/operator/tenants/globex"),
            Call.get("/operator/audit"))) {
      assertThat(operators.send(1, watcher, call).status()).isEqualTo(403);
    }
    Call crossing = Call.get("/tenants/initech/account/a-1/balance");
    assertThat(operators.send(1, user, crossing).status()).isEqualTo(403);

    for (String verb : CHANGES) {
      operators.awaitRow(
          "globex", "user-of-globex lacks-scope operator:%s REFUSED".formatted(verb));
      operators.awaitRow("globex", "watcher lacks-scope operator:%s REFUSED".formatted(verb));
    }
    operators.awaitRow("globex", "watcher lacks-scope operator:show REFUSED");
    operators.awaitRow("initech", "user-of-globex other-tenant account:get-balance REFUSED");
    operators.awaitRow("", "watcher lacks-scope operator:create REFUSED");
    operators.awaitRow("", "watcher lacks-scope operator:audit REFUSED");
    operators.awaitRow("", " token-missing  REFUSED");
    assertThat(sent(Call.get("/operator/tenants/globex")).code()).isEqualTo("unknown-tenant");
  }

  @Test
  @Order(1)
  void theSameIdChangesOnceAndItsKeySealsOnEveryNodeAtOnce() throws Exception {
    created("piper");
    Operators.await("first answer", () -> operators.opened("piper", "a-0").isEmpty());
    assertThat(operators.opened("piper", "a-1")).isEmpty();
    Call rotate = change("piper", "rotate-key").under("rotation-1");
    assertThat(sent(rotate).status()).isEqualTo(204);
    assertThat(operators.send(2, ada, rotate).status()).isEqualTo(204);
    assertThat(sent(Call.get("/operator/tenants/piper")).json().path("keys").asInt()).isEqualTo(2);

    // The keys are good for a minute in a node's memory, which is longer than is waited here.
    List<String> accounts = new ArrayList<>();
    Operators.await(
        "ten accounts sealed with the new key alone",
        () -> {
          String round = "r" + accounts.size();
          accounts.add(round);
          for (int i = 0; i < 10; i++) {
            assertThat(operators.opened("piper", round + "-" + i)).isEmpty();
          }
          return operators.keys("account|piper:" + round + "-%").equals(List.of(2));
        });
    assertThat(operators.keys("account|piper:a-1")).containsExactly(1);
  }

  @Test
  @Order(1)
  void theListIsReadInPages() throws Exception {
    created("wayne-1");
    created("wayne-2");
    Operators.await(
        "two tenants",
        () ->
            sent(Call.get("/operator/tenants?after=wayne&limit=2")).json().path("tenants").size()
                == 2);
    JsonNode first = sent(Call.get("/operator/tenants?after=wayne&limit=1")).json();
    assertThat(first.toString())
        .isEqualTo(
            "{\"tenants\":[{\"tenant\":\"wayne-1\",\"status\":\"ACTIVE\"}],\"next\":\"wayne-1\"}");
    JsonNode second =
        sent(Call.get("/operator/tenants?limit=5&after=" + first.path("next").asText())).json();
    assertThat(second.path("tenants").get(0).path("tenant").asText()).isEqualTo("wayne-2");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  @Order(1)
  void theLinesOfTheGuidesDoWhatTheySay() throws Exception {
    List<String> said = lines("onboard.sh");
    assertThat(said.getFirst()).isEqualTo("tenant hooli is created\n");
    assertThat(said.get(1))
        .startsWith("tenant\thooli\nstatus\tACTIVE\nkeys\t1\n")
        .contains("commands-per-second\t500\tits own\n", "reminders\t100000\n");
    assertThat(said.get(6)).startsWith("tenant hooli lets tenant initech in until 20");
    assertThat(said.get(7))
        .containsPattern(
            "grant\\tinitech\\t20[0-9T:.-]+Z\\taccount:get-balance\\tada\\taudit of 2026\\n");
    assertThat(said.get(8)).isEqualTo("tenant hooli does not let tenant initech in any more\n");
    assertThat(sent(Call.get("/operator/tenants/hooli")).json().path("keys").asInt()).isEqualTo(2);
    assertThat(operators.opened("hooli", "a-1")).isEmpty();
    said = lines("erase.sh");
    assertThat(said.get(0)).startsWith("1 events of tenant hooli are in ");
    assertThat(said.get(1)).endsWith("holds all 1 events of tenant hooli\n");
    assertThat(said.get(2)).isEqualTo("tenant hooli is erased\n");
    assertThat(said.getLast())
        .startsWith("tenant hooli is erased from jdbc:postgresql:")
        .contains("event_journal: 1 rows deleted, 0 left", "not reached: Backups");
    assertThat(operators.audit("hooli"))
        .contains("troupe erase tenant:erase DONE", "ada export tenant:export DONE");
  }

  /** What the lines of this script say, but for the one that was run before the nodes started. */
  private List<String> lines(String script) throws Exception {
    List<String> said = new ArrayList<>();
    Path folder = Path.of("src", "test", "resources", "dev", "troupe", "http", "operator");
    for (String line : Files.readAllLines(folder.resolve(script))) {
      if (line.startsWith("troupe ") && !line.contains("signing-key")) {
        Ran ran = Ran.of(operators.arguments(line, tokenFile));
        assertThat(ran.code()).as("%s: %s", line, ran.err()).isZero();
        said.add(ran.out());
      }
    }
    return said;
  }

  @Test
  @Order(2)
  void theAuditIsListedAndVerifiedFromTheCommandLine() throws Exception {
    assertThat(operators.auditCommand("list", "--tenant", "umbrella"))
        .matches("\\d+\\t\\S+\\tDONE\\tnode\\tumbrella\\tcreate\\ttenant:create\\ttroupe.*\\n");
    assertThat(operators.auditCommand("verify"))
        .matches("audit: \\d+ rows; the last one's hash is [0-9a-f]{64}\\n");
  }

  @Test
  @Order(3)
  void noLineOfTheLogsHoldsATokenAndTheAuditIsInThem() {
    assertThat(operators.tokens()).hasSizeGreaterThan(10);
    for (TestNode node : operators.cluster().nodes()) {
      String log = node.log();
      assertThat(log).isNotEmpty().doesNotContain("Bearer ey");
      for (String token : operators.tokens()) {
        assertThat(log).doesNotContain(token.substring(token.lastIndexOf('.')));
      }
    }
    assertThat(operators.cluster().node(1).log())
        .contains(
            "suspend: contract 17 tenant=\"acme\" principal=\"ada\" entity=\"tenant\" command=\"suspend\" outcome=\"done\"");
  }
}
