package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.NotServed;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Session;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants on one node that serves only those it knows. */
class TenantsIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final By ADA = new By("ada", "contract 17");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      troupe.tenants { only-known = true, stale-after = 2s, usage-interval = 200ms }
      troupe.ask-timeout = 20s
      """;

  private EmbeddedPostgres server;
  private ActorSystem<Void> system;
  private Entities entities;
  private Tenants tenants;
  private Audit audit;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    DatabaseSettings database = server.settings();
    Schema.migrate(database);
    Schema.migrate(database, "tenants", "dev/troupe/tenants/postgres/migrations");
    Config config =
        ConfigFactory.parseString(CONFIG)
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load());
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "tenants",
            ActorSystemSetup.create(
                BootstrapSetup.create(config.resolve()),
                MessageSerializer.setup(
                    MessageTypes.of(Account.TYPE, Tenant.TYPE).and(Session.TYPE))));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    entities = Entities.on(system).host(Account.TYPE).host(Session.TYPE);
    audit = Audit.on(system).start();
    tenants = Tenants.on(system).start();
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(system);
    server.close();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void change(Tenant.Change change) throws Exception {
    assertThat(await(tenants.refFor(ACME).ask(change))).isEqualTo(new Reply.Accepted<>(Done.DONE));
  }

  /** What comes of asking an account of the tenant, by the name of the failure, or nothing. */
  private String asked() throws Exception {
    try {
      await(
          entities
              .refFor(Account.TYPE, ACME, "a-1")
              .ask(new Account.Open("ann"), CommandId.of("open")));
      return "";
    } catch (java.util.concurrent.ExecutionException e) {
      return java.util.Objects.requireNonNull((Failure) e.getCause()).code();
    }
  }

  private void awaitAsked(Predicate<String> outcome) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = asked();
    while (!outcome.test(last)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("it is still answered with '" + last + "'");
      }
      last = asked();
    }
  }

  private List<String> persistenceIds() throws Exception {
    return Sql.column(
        server.settings(), "SELECT DISTINCT persistence_id FROM event_journal ORDER BY 1");
  }

  @Test
  void isServedFromItsCreationToItsErasureButForSuspensions() throws Exception {
    awaitAsked("unknown-tenant"::equals);
    assertThat(persistenceIds()).isEmpty();
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    change(new Tenant.Suspend(ADA));
    awaitAsked("tenant-suspended"::equals);
    change(new Tenant.Resume(ADA));
    awaitAsked(""::equals);
    change(new Tenant.BeginErasure(ADA));
    awaitAsked("tenant-erased"::equals);
    assertThat(tenants.find(ACME).orElseThrow().state().status()).isEqualTo(TenantStatus.ERASING);
    assertThat(persistenceIds()).containsExactly("account|acme:a-1", "tenant|_system:acme");
  }

  @Test
  void aChangeThatATransactionHoldsUpIsHeardAllTheSame() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    DatabaseSettings database = server.settings();
    try (var older =
        DriverManager.getConnection(
            database.connectionUrl(), database.user(), database.password())) {
      older.setAutoCommit(false);
      older.createStatement().execute("SELECT pg_current_xact_id()");
      change(new Tenant.Suspend(ADA));
      awaitAsked("tenant-suspended"::equals);
      older.rollback();
    }
    change(new Tenant.Resume(ADA));
    awaitAsked(""::equals);
  }

  @Test
  void aLimitHoldsOnceItIsChanged() throws Exception {
    change(new Tenant.Create(Map.of("commands-per-second", 1L), ADA));
    awaitAsked("throttled"::equals);
    change(new Tenant.ChangeLimits(Map.of("commands-per-second", 10_000_000L), ADA));
    awaitAsked(""::equals);
    for (int i = 0; i < 50; i++) {
      assertThat(asked()).isEmpty();
    }
  }

  @Test
  void whatRunsOfATenantStopsOnceItIsSuspended() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    assertThat(entities.running(ACME)).isEqualTo(1);
    change(new Tenant.Suspend(ADA));
    awaitTrue("it still runs", () -> entities.running(ACME) == 0);
    change(new Tenant.Resume(ADA));
    awaitAsked(""::equals);
    assertThat(entities.running(ACME)).isEqualTo(1);
    change(new Tenant.BeginErasure(ADA));
    awaitTrue("it still runs", () -> entities.running(ACME) == 0);
  }

  @Test
  void aPlainActorIsSentNothingBeyondTheRateNorWhileItsTenantIsNotServed() throws Exception {
    PrincipalActorRef<Session.Command> session =
        entities
            .as(Principal.of("ann", ACME, Permissions.of("session:*")))
            .refFor(Session.TYPE, ACME, "teller-7");
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    assertThat(await(session.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(1));
    change(new Tenant.ChangeLimits(Map.of("commands-per-second", 1L), ADA));
    awaitTrue("it is not throttled", () -> told(session).equals("throttled"));
    change(new Tenant.Suspend(ADA));
    awaitTrue("it is still served", () -> told(session).equals("tenant-suspended"));
    assertThatThrownBy(() -> session.ask(Session.Touch::new, PATIENCE))
        .isInstanceOf(NotServed.class);
    awaitTrue("it still runs", () -> entities.running(ACME) == 0);
    // Pekko's own reference passes no door, but no actor is made.
    assertThat(
            entities
                .refFor(Session.TYPE, ACME, "teller-7")
                .ask(Session.Touch::new, Duration.ofMillis(300))
                .toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(TimeoutException.class);
    assertThat(entities.running(ACME)).isZero();
  }

  private String told(PrincipalActorRef<Session.Command> session) {
    try {
      session.tell(new Session.Touch(system.ignoreRef()));
      return "";
    } catch (Failure refused) {
      return refused.code();
    }
  }

  @Test
  void aTenantOfFewerEntitiesThanItHasLosesItsColdest() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    for (int i = 0; i < 5; i++) {
      assertThat(deposit("b-" + i)).isEqualTo("not-open");
      await(entities.refFor(Account.TYPE, ACME, "b-" + i).ask(new Account.Open("ann")));
    }
    change(new Tenant.ChangeLimits(Map.of("active-entities", 2L), ADA));
    awaitTrue("more than two run", () -> entities.running(ACME) == 2);
  }

  @Test
  void aTenantThatHasStoredAsMuchAsItMayStoresNoMoreAndIsStillRead() throws Exception {
    change(new Tenant.Create(Map.of("stored-events", 3L), ADA));
    awaitAsked(""::equals);
    awaitTrue("it is not throttled", () -> deposit("a-1").equals("throttled"));
    assertThat(await(entities.refFor(Account.TYPE, ACME, "a-1").ask(new Account.GetBalance())))
        .isInstanceOf(Reply.Accepted.class);
    Throttled refusal =
        (Throttled) failure(entities.refFor(Account.TYPE, ACME, "a-1").ask(new Account.Deposit(1)));
    assertThat(refusal.limit()).isEqualTo("troupe.tenants.limits.stored-events");
    assertThat(refusal.used()).isGreaterThanOrEqualTo(refusal.allowed()).isLessThan(10_000);
    assertThat(refusal.allowed()).isEqualTo(3);
    assertThat(refusal.retryAfter()).contains(Duration.ofMillis(200));
    change(new Tenant.ChangeLimits(Map.of("stored-events", 1_000_000L, "stored-bytes", 5L), ADA));
    awaitTrue("its bytes are not looked at", () -> saysOfDeposit("stored-bytes' of 5"));
    change(new Tenant.ChangeLimits(Map.of("stored-bytes", 1_000_000_000L), ADA));
    awaitTrue("it is still throttled", () -> deposit("a-1").isEmpty());
  }

  @Test
  void aLargerEventThanATenantMayStoreIsTooLargeUntilItMay() throws Exception {
    change(new Tenant.Create(Map.of("event-bytes", 100L), ADA));
    var ref = entities.refFor(Account.TYPE, ACME, "a-9");
    awaitTrue("it is not served", () -> deposit("a-9").equals("not-open"));
    assertThat(failure(ref.ask(new Account.Open("x".repeat(200))))).isInstanceOf(TooLarge.class);
    assertThat(persistenceIds()).doesNotContain("account|acme:a-9");
    change(new Tenant.ChangeLimits(Map.of("event-bytes", 1000L), ADA));
    awaitTrue(
        "it is still too large",
        () -> {
          try {
            return await(ref.ask(new Account.Open("x".repeat(200)))) instanceof Reply.Accepted;
          } catch (java.util.concurrent.ExecutionException tooLarge) {
            return false;
          }
        });
    assertThat(persistenceIds()).contains("account|acme:a-9");
  }

  /** What comes of a deposit: the code of a failure or rejection, or nothing. */
  private String deposit(String account) throws Exception {
    try {
      return await(entities.refFor(Account.TYPE, ACME, account).ask(new Account.Deposit(1)))
              instanceof Reply.Rejected<?> rejected
          ? rejected.code()
          : "";
    } catch (java.util.concurrent.ExecutionException e) {
      return java.util.Objects.requireNonNull((Failure) e.getCause()).code();
    }
  }

  private boolean saysOfDeposit(String text) {
    try {
      await(entities.refFor(Account.TYPE, ACME, "a-1").ask(new Account.Deposit(1)));
      return false;
    } catch (Exception e) {
      return String.valueOf(e.getMessage()).contains(text);
    }
  }

  private static void awaitTrue(String otherwise, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(otherwise);
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aNodeThatCannotKnowRefuses() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    assertThat(tenants.isCurrent()).isTrue();
    server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
    try {
      awaitRefusal();
      assertThat(tenants.isCurrent()).isFalse();
    } finally {
      server.start();
    }
    awaitAsked(""::equals);
  }

  private void awaitRefusal() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        tenants.require(ACME);
      } catch (Unavailable stale) {
        assertThat(stale).hasMessageContaining("not heard of tenants for too long");
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("it still answers");
      }
    }
  }

  @Test
  void aCommandOfAnotherTenantReachesNoEntity() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    var ref = entities.refFor(Account.TYPE, ACME, "a-2");
    var evil = TenantEntityRef.Asker.node(TenantId.of("evil"));
    assertThat(failure(ref.askedBy(evil).ask(new Account.Open("eve"))))
        .isInstanceOf(Forbidden.class)
        .hasMessage(
            "account acme:a-2: a command on behalf of 'evil' is not for another tenant's entity");
    assertThat(persistenceIds()).doesNotContain("account|acme:a-2");
    awaitRow("forged-command account:open on behalf of 'evil', at the region");
  }

  @Test
  void aForgedEnvelopePastTheRegionIsRefusedInFrontOfTheEntity() throws Exception {
    change(new Tenant.Create(Map.of(), ADA));
    awaitAsked(""::equals);
    var past = entities.refFor(Account.TYPE, ACME, "a-3").toPekko();
    EntityKey key = EntityKey.of(ACME, "a-3");
    TenantId evil = TenantId.of("evil");
    EntityReply crossing =
        await(
            past.<EntityReply>ask(
                replyTo ->
                    EntityEnvelope.of("account", key, new Account.Open("eve"), PATIENCE, replyTo)
                        .onBehalfOf(evil),
                PATIENCE));
    assertThat(((EntityReply.Failed) crossing).failure()).isInstanceOf(Forbidden.class);
    EntityReply forAnother =
        await(
            past.<EntityReply>ask(
                replyTo ->
                    EntityEnvelope.of(
                        "account",
                        EntityKey.of(evil, "a-3"),
                        new Account.Open("eve"),
                        PATIENCE,
                        replyTo),
                PATIENCE));
    assertThat(((EntityReply.Failed) forAnother).failure())
        .hasMessage("account acme:a-3 was sent a command for account evil:a-3");
    assertThat(persistenceIds()).doesNotContain("account|acme:a-3");
    awaitRow(
        "forged-command account:open on behalf of 'evil' and for 'acme:a-3', at the guard of 'account acme:a-3'");
  }

  /** One of each kind is written at once; the second of a kind is only counted. */
  private void awaitRow(String row) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> rows = List.of();
    while (System.nanoTime() - deadline < 0 && !rows.contains(row)) {
      rows =
          await(audit.page(0, "acme", 100)).stream()
              .map(each -> each.entry())
              .map(entry -> "%s %s %s".formatted(entry.action(), entry.target(), entry.detail()))
              .toList();
    }
    assertThat(rows).contains(row);
  }

  @Test
  void noNameFromOutsideReachesTheSystem() {
    assertThat(TenantId.isValid(TenantId.SYSTEM.value())).isFalse();
    assertThatThrownBy(() -> entities.refFor(Account.TYPE, TenantId.SYSTEM, "a-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entities of '_system' are tenants, and only those");
    assertThatThrownBy(() -> entities.refFor(Tenant.TYPE, ACME, "acme"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Failure failure(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
      throw new AssertionError("it was done");
    } catch (CompletionException e) {
      return java.util.Objects.requireNonNull((Failure) e.getCause());
    }
  }
}
