package dev.troupe.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.http.operator.Operators.Answer;
import dev.troupe.http.operator.Operators.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tenants let each other do, given at one node and used at the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrantsIT {
  private static final String READ = "account:get-balance";

  private Operators operators;
  private String ada;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    operators = new Operators(directory);
    ada = operators.operator("ada", "*");
  }

  @AfterAll
  void stop() {
    operators.close();
  }

  /** Two tenants that are served everywhere, each with an account {@code a-1}. */
  private void created(String giver, String taker) throws Exception {
    for (String tenant : List.of(giver, taker)) {
      String body = "{'tenant':'%s','why':'contract 17'}".formatted(tenant);
      assertThat(operators.send(1, ada, Call.post("/operator/tenants", body)).status())
          .isEqualTo(201);
      Operators.await("first answer", () -> operators.opened(tenant, "a-1").isEmpty());
    }
  }

  private static Call grant(String of, String to, String scope, Instant until) {
    return Call.post(
        of + "/grants",
        "{'to':'%s','scopes':['%s'],'until':'%s','why':'the audit of 2026'}"
            .formatted(to, scope, until));
  }

  private static Call revoke(String of, String from) {
    return Call.post(of + "/grants/revoke", "{'to':'%s','why':'it is done'}".formatted(from));
  }

  private static String byOperator(String tenant) {
    return "/operator/tenants/" + tenant;
  }

  private static String own(String tenant) {
    return "/tenants/" + tenant;
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  private void done(String token, Call call) throws Exception {
    Answer answer = operators.send(1, token, call);
    assertThat(answer.status()).as(answer.body()).isEqualTo(204);
  }

  private int read(String token, String tenant) throws Exception {
    return operators.send(2, token, Call.get(own(tenant) + "/account/a-1/balance")).status();
  }

  private void awaitRead(String token, String tenant, int status) throws Exception {
    Operators.await(status + " of " + tenant, () -> read(token, tenant) == status);
  }

  @Test
  void whoIsLetInMayDoWhatIsGrantedAndNothingElse() throws Exception {
    created("acme", "globex");
    String ann = operators.user("globex");
    assertThat(read(ann, "acme")).isEqualTo(403);
    done(ada, grant(byOperator("acme"), "globex", READ, inAnHour()));
    awaitRead(ann, "acme", 200);

    assertThat(read(operators.user("globex", "account:deposit"), "acme")).isEqualTo(403);
    assertThat(read(operators.user("umbrella"), "acme")).isEqualTo(403);
    assertThat(read(operators.user("acme"), "globex")).as("the other way").isEqualTo(403);
    for (Call call :
        List.of(
            Call.post("/tenants/acme/account/a-1/deposit", "{'cents':1}"),
            Call.post("/tenants/acme/account/a-2/open", "{'owner':'ann'}"),
            Call.get("/tenants/acme/account-balances"),
            Call.get("/tenants/acme/export"),
            Call.get("/tenants/acme/grants"))) {
      assertThat(operators.send(2, ann, call).code()).as(call.path()).isEqualTo("forbidden");
    }
    JsonNode shown = operators.send(1, ada, Call.get(byOperator("acme"))).json().path("grants");
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).path("to").asText()).isEqualTo("globex");
    assertThat(shown.get(0).path("scopes").toString()).isEqualTo("[\"" + READ + "\"]");
    assertThat(shown.get(0).path("by").asText()).isEqualTo("ada");

    operators.awaitRow("acme", "ada grant tenant:grant DONE");
    operators.awaitRow("acme", "user-of-globex use-grant account:get-balance DONE");
    operators.awaitRow("acme", "user-of-globex other-tenant account:deposit REFUSED");
    assertThat(operators.rows("acme"))
        .filteredOn(row -> row.path("action").asText().equals("use-grant"))
        .extracting(row -> row.path("detail").asText())
        .allSatisfy(detail ->
            assertThat(detail)
                .contains("who asks is of tenant 'globex'", READ, "the audit of 2026"));
  }

  @Test
  void aRouteWrittenByHandIsOpenedByAGrantOfItsPermission() throws Exception {
    created("wayne", "stark");
    Call balances = Call.get("/tenants/wayne/account-balances");
    String ann = operators.user("stark");
    done(ada, grant(byOperator("wayne"), "stark", "account-balances:get", inAnHour()));
    Operators.await("balances", () -> operators.send(2, ann, balances).status() == 200);
    operators.awaitRow("wayne", "user-of-stark use-grant account-balances:get DONE");
  }

  @Test
  void aRevokedGrantCountsNoMoreAtTheOtherNodeAndEachChangeIsMadeOnce() throws Exception {
    created("piper", "hooli");
    String ann = operators.user("hooli");
    Call grant = grant(byOperator("piper"), "hooli", READ, inAnHour()).under("grant-1");
    done(ada, grant);
    awaitRead(ann, "piper", 200);
    done(ada, revoke(byOperator("piper"), "hooli").under("revoke-1"));
    awaitRead(ann, "piper", 403);
    done(ada, grant);
    assertThat(
            operators
                .send(1, ada, Call.get(byOperator("piper") + "/grants"))
                .json()
                .path("grants")
                .toString())
        .isEqualTo("[]");
    operators.awaitRow("piper", "ada revoke tenant:revoke DONE");
  }

  @Test
  void aGrantEndsByItself() throws Exception {
    created("cyberdyne", "tyrell");
    String ann = operators.user("tyrell");
    done(ada, grant(byOperator("cyberdyne"), "tyrell", READ, inAnHour()));
    awaitRead(ann, "cyberdyne", 200);
    // The same again takes the former's place, so the end comes nearer.
    Instant end = Instant.now().plusSeconds(3);
    done(ada, grant(byOperator("cyberdyne"), "tyrell", READ, end));
    awaitRead(ann, "cyberdyne", 403);
    assertThat(Instant.now()).isAfter(end);
  }

  @Test
  void thoseOfATenantLetOthersInThemselvesAndWhoIsLetInPassesNothingOn() throws Exception {
    created("vandelay", "kramerica");
    String ann = operators.user("kramerica");
    String bob = operators.user("vandelay", "tenant:*");
    Call all = grant(own("vandelay"), "kramerica", "*:*", inAnHour());
    assertThat(operators.send(1, operators.user("vandelay", "account:*"), all).code())
        .isEqualTo("forbidden");
    assertThat(operators.send(1, ann, all).code()).isEqualTo("forbidden");
    done(bob, all);
    awaitRead(ann, "vandelay", 200);

    for (Call call :
        List.of(
            grant(own("vandelay"), "umbrella", "*:*", inAnHour()),
            revoke(own("vandelay"), "kramerica"),
            Call.get("/tenants/vandelay/grants"),
            Call.get("/tenants/vandelay/export"))) {
      assertThat(operators.send(2, ann, call).code()).as(call.path()).isEqualTo("forbidden");
    }
    // Whether there is such a tenant is told to operators alone.
    done(bob, grant(own("vandelay"), "nobody", READ, inAnHour()));
    assertThat(operators.send(1, bob, Call.get("/tenants/vandelay/grants")).json().path("grants"))
        .hasSize(2);
    done(bob, revoke(own("vandelay"), "kramerica"));
    awaitRead(ann, "vandelay", 403);
    assertThat(operators.audit("vandelay"))
        .contains(
            "user-of-vandelay grant tenant:grant DONE",
            "user-of-vandelay revoke tenant:revoke DONE");
  }

  @Test
  void whoChangesGrantsAllTheTimeIsThrottledAndOperatorsAreNot() throws Exception {
    created("duff", "gizmonic");
    String bob = operators.user("duff", "tenant:revoke");
    Operators.await(
        "throttling",
        () -> operators.send(1, bob, revoke(own("duff"), "gizmonic")).code().equals("throttled"));
    done(ada, revoke(byOperator("duff"), "gizmonic"));
  }

  @Test
  void aGrantCountsWhileBothAreServed() throws Exception {
    created("soylent", "weyland");
    String ann = operators.user("weyland");
    done(ada, grant(byOperator("soylent"), "weyland", READ, inAnHour()));
    for (String tenant : List.of("weyland", "soylent")) {
      awaitRead(ann, "soylent", 200);
      Call suspend = Call.post(byOperator(tenant) + "/suspend", "{'why':'invoice 42'}");
      done(ada, suspend);
      awaitRead(ann, "soylent", 403);
      done(ada, Call.post(byOperator(tenant) + "/resume", "{'why':'invoice 42'}"));
    }
    awaitRead(ann, "soylent", 200);
  }
}
