package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Entities;
import dev.troupe.http.Attacks.Attack;
import dev.troupe.http.Attacks.Call;
import dev.troupe.http.operator.OperatorRoutes;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Transfer;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Forge;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.KeySet;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.TokenCache;
import dev.troupe.tenants.auth.TokenKeys;
import dev.troupe.tenants.auth.TokenSettings;
import dev.troupe.tenants.auth.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every command and query of every served type, asked by who may not. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AttackIT {
  private static final Forge FORGE = new Forge();
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.([\\w-]*)");
  private static final Attacks ATTACKS = new Attacks(FORGE, InstantSource.system());
  private static final List<Served<?>> SERVED =
      List.of(Served.all(Account.TYPE), Served.all(Transfer.TYPE), Served.all(Gadget.TYPE));

  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId INITECH = TenantId.of("initech");
  private static final TenantId HOOLI = TenantId.of("hooli");
  private static final String GRANTED = "account:get-balance";

  private static final Heard HEARD = new Heard();
  private static final List<AuditEntry> AUDITED = new CopyOnWriteArrayList<>();

  /** What was sent that nobody may find again: tokens, and what signs them. */
  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

  private static Edge edge;

  @BeforeAll
  static void openOneInnocentAccount() throws Exception {
    Authentication authentication =
        Authentication.jwt(
            TokenVerifier.of(
                    TokenSettings.of(Forge.ISSUER, Forge.AUDIENCE),
                    TokenKeys.fixed(KeySet.parse(FORGE.jwks().getBytes(StandardCharsets.UTF_8))),
                    InstantSource.system())
                .remembering(TokenCache.of(100, Duration.ofMinutes(1))),
            AttackIT::granted);
    edge =
        Edge.of(
            authentication,
            system ->
                GuardedRoute.concat(
                        operators(system),
                        TenantRoutes.tenant(
                            PathMatchers.segment("by-hand"),
                            "by-hand:get",
                            asked ->
                                Directives.get(() -> Directives.complete(asked.tenant().value()))),
                        TenantRoutes.operator(
                            PathMatchers.segment("operators"),
                            "look",
                            who -> Directives.get(() -> Directives.complete("looked"))))
                    .under(
                        authentication.auditedBy(entry -> {
                          AUDITED.add(entry);
                          Audit.on(system).counted(entry);
                        })),
            Account.TYPE,
            Transfer.TYPE,
            Gadget.TYPE);
    Call open = new Call("POST", "/tenants/acme/account/innocent/open", "account:open");
    assertThat(sent(open, bearer("account:*"), "{\"owner\":\"ann\"}").status()).isEqualTo(204);
  }

  /** What acme lets initech do now, and let hooli do until a moment ago. */
  private static List<Grant> granted(TenantId of, TenantId to) {
    Instant now = Instant.now();
    Grant one = new Grant(ACME, INITECH, Permissions.of(GRANTED), now.plusSeconds(60), "the audit");
    Grant ended =
        new Grant(
            ACME,
            HOOLI,
            Permissions.of("*:*", "tenant:*", "operator:*"),
            now.minusSeconds(60),
            "was all");
    return List.of(one, ended);
  }

  private static GuardedRoute operators(ActorSystem<?> system) {
    Entities.on(system).host(Tenant.TYPE);
    return OperatorRoutes.of(system, HttpSettings.of(system.settings().config()));
  }

  @AfterAll
  static void close() {
    HEARD.close();
    edge.close();
  }

  private static String bearer(String scope) {
    return Attacks.bearer(FORGE.token("acme", scope, Instant.now()).text());
  }

  private static Wire.Answer sent(Call call, String headers, String body) throws Exception {
    Matcher tokens = TOKEN.matcher(call.target() + " " + headers);
    while (tokens.find()) {
      SECRETS.add(tokens.group());
      if (tokens.group(1).length() > 20) {
        SECRETS.add(tokens.group(1));
      }
    }
    return Wire.send(edge.address(), call.request(headers, body));
  }

  static Stream<Call> calls() {
    Stream<Call> ofContracts =
        SERVED.stream()
            .flatMap(each ->
                each.commands().stream().map(command -> Call.of(each.type().name(), command)));
    return Stream.concat(
        ofContracts,
        Stream.of(
            new Call("GET", "/tenants/acme/by-hand", "by-hand:get"),
            new Call("GET", "/tenants/acme/export", "tenant:export"),
            new Call("GET", "/tenants/acme/grants", "tenant:get-grants"),
            new Call("POST", "/tenants/acme/grants", "tenant:grant"),
            new Call("POST", "/tenants/acme/grants/revoke", "tenant:revoke")));
  }

  static Stream<Call> operatorCalls() {
    return Stream.concat(
        Stream.of(
            new Call("GET", "/operator/tenants", "operator:list"),
            new Call("POST", "/operator/tenants", "operator:create"),
            new Call("GET", "/operator/tenants/acme", "operator:show"),
            new Call("GET", "/operator/tenants/acme/grants", "operator:show"),
            new Call("POST", "/operator/tenants/acme/grants", "operator:grant"),
            new Call("POST", "/operator/tenants/acme/grants/revoke", "operator:revoke"),
            new Call("GET", "/operator/audit", "operator:audit")),
        Stream.of("suspend", "resume", "limits", "rotate-key", "erase")
            .map(verb -> new Call("POST", "/operator/tenants/acme/" + verb, "operator:" + verb)));
  }

  /** With those that would ask the database, which is away here. */
  static Stream<Call> everyOperatorCall() {
    return Stream.concat(
        operatorCalls(),
        Stream.of(
            new Call("GET", "/operator/tenants/acme/erasure", "operator:show"),
            new Call("GET", "/operator/tenants/acme/certificate", "operator:certificate"),
            new Call("GET", "/operator/certificate-key", "operator:certificate"),
            new Call("GET", "/operator/tenants/acme/export", "operator:export"),
            new Call("GET", "/operator/tenants/acme/where?type=account&id=a-1", "operator:where"),
            new Call("GET", "/operator/shards", "operator:shards"),
            new Call("GET", "/operator/nodes", "operator:nodes"),
            new Call("GET", "/operator/logging", "operator:logging"),
            new Call("PUT", "/operator/logging/root", "operator:set-logging"),
            new Call("DELETE", "/operator/logging/root", "operator:set-logging")));
  }

  static Stream<Call> everyCall() {
    return Stream.concat(
        calls(), Stream.of(new Call("GET", "/tenants/acme/export", "tenant:export")));
  }

  static Stream<Call> callsOfMemory() {
    return Stream.concat(calls(), operatorCalls());
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("everyCall")
  void isRefusedToEveryoneWhoMayNot(Call call) throws Exception {
    refusedAll(ATTACKS.on(call));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("everyOperatorCall")
  void isRefusedToWhoIsNoOperatorOrForSomethingElse(Call call) throws Exception {
    refusedAll(ATTACKS.onOperators(call));
  }

  private static void refusedAll(List<Attack> attacks) throws Exception {
    for (Attack attack : attacks) {
      Wire.Answer answer = sent(attack.call(), attack.headers(), "{\"cents\":1}");
      JsonNode problem = answer.json();

      assertThat(answer.status())
          .as("%s: %s", attack.name(), answer.text())
          .isEqualTo(attack.status());
      assertThat(problem.path("code").asText()).isEqualTo(attack.code());
      assertThat(answer.header("www-authenticate")).startsWith("Bearer realm=\"troupe\"");
      assertThat(answer.text()).doesNotContain("eyJ", "Exception", "evil");
    }
  }

  @Order(1)
  @Test
  void aHeaderThatIsNoTextOrTooLongIsRefused() throws Exception {
    Call call = calls().findFirst().orElseThrow();

    assertThat(sent(call, Attacks.bearer("x".repeat(20_000)), "{}").status()).isEqualTo(431);
    assertThat(sent(call, "Authorization: Bearer \u00e4\r\n", "{}").status()).isIn(400, 401);
  }

  @Order(1)
  @Test
  void theAnswerIsTheSameWhateverExists() throws Exception {
    Call there = new Call("GET", "/tenants/acme/account/innocent/balance", "account:get-balance");
    Call notThere = new Call("GET", "/tenants/acme/account/nobody/balance", "account:get-balance");
    String headers = Attacks.bearer(FORGE.token("globex", "*:*", Instant.now()).text());

    assertThat(sent(there, headers, "").text()).isEqualTo(sent(notThere, headers, "").text());
  }

  @Order(1)
  @Test
  void whatIsDoneToTenantsIsForOperatorsAlone() throws Exception {
    Call look = new Call("GET", "/operators", "operator:look");

    assertThat(sent(look, "", "").status()).isEqualTo(401);
    assertThat(sent(look, bearer("*:* operator:see"), "").status()).isEqualTo(403);
    assertThat(sent(look, bearer("operator:look"), "").text()).isEqualTo("looked");
  }

  @Order(1)
  @Test
  void theDocumentIsForAnyoneAndSaysWhichScopeIsNeeded() throws Exception {
    JsonNode document = sent(new Call("GET", "/openapi.json", ""), "", "").json();

    assertThat(
            document
                .at("/paths/~1tenants~1{tenant}~1account~1{id}~1balance/get/security/0/token/0")
                .asText())
        .isEqualTo("account:get-balance");
    assertThat(document.at("/components/securitySchemes/token/scheme").asText())
        .isEqualTo("bearer");
  }

  @Order(2)
  @Test
  void noneOfItHasStartedAnEntityOrLeftATrace() throws Exception {
    assertThat(edge.started()).isEqualTo(1);
    Call balance = new Call("GET", "/tenants/acme/account/innocent/balance", "account:get-balance");
    assertThat(sent(balance, bearer("account:get-balance"), "").text()).isEqualTo("{\"cents\":0}");
  }

  @Order(3)
  @ParameterizedTest
  @MethodSource("callsOfMemory")
  void isForWhoMay(Call call) throws Exception {
    // Past the door: what comes then is the domain's or the body's affair.
    assertThat(sent(call.to("innocent"), bearer(call.scope()), "{\"nothing\":1}").status())
        .isNotIn(401, 403);
  }

  @Order(3)
  @ParameterizedTest
  @MethodSource("calls")
  void aGrantOpensWhatItNamesUntilItEndsAndNothingElse(Call call) throws Exception {
    Call innocent = call.to("innocent");
    String all = "*:* tenant:* operator:*";

    assertThat(sent(innocent, of("hooli", all), "{\"cents\":1}").status()).isEqualTo(403);
    Wire.Answer answer = sent(innocent, of("initech", all), "{\"cents\":1}");
    assertThat(answer.status()).isEqualTo(call.scope().equals(GRANTED) ? 200 : 403);
    assertThat(sent(innocent, of("initech", "account:deposit"), "{\"cents\":1}").status())
        .isEqualTo(403);
  }

  private static String of(String tenant, String scope) {
    return Attacks.bearer(FORGE.token(tenant, scope, Instant.now()).text());
  }

  @Order(4)
  @Test
  void noLineOfTheLogHoldsATokenAndTheRefusalsAreThere() {
    LoggerFactory.getLogger(AttackIT.class).trace("the quietest word");
    assertThat(HEARD.text()).contains("the quietest word", "dev.troupe.audit", "other-tenant");
    assertThat(AUDITED).isNotEmpty();
    assertThat(SECRETS).as("tokens that were sent, and their signatures").hasSizeGreaterThan(1_000);

    String said = HEARD.text() + AUDITED;
    assertThat(said).doesNotContain("eyJ", "Bearer ey");
    assertThat(SECRETS).filteredOn(said::contains).isEmpty();
  }
}
