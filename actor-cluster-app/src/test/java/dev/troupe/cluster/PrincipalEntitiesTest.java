package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.ActorType;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Session;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrincipalEntitiesTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger STARTED = new AtomicInteger();

  private static ActorSystem<Void> system;
  private static Entities entities;

  @BeforeAll
  static void start() {
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "principals",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    ConfigFactory.parseString(
                            """
                            pekko.actor.provider = cluster
                            troupe.tenants.only-known = false
                            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                            pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                            pekko.loglevel = WARNING
                            """)
                        .withFallback(PersistenceTestKitPlugin.config())
                        .withFallback(ConfigFactory.load())),
                MessageSerializer.setup(MessageTypes.of(Account.TYPE).and(Session.TYPE))));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    entities =
        Entities.on(system)
            .host(
                Account.TYPE,
                behavior ->
                    Behaviors.setup(context -> {
                      STARTED.incrementAndGet();
                      return behavior;
                    }))
            .host(Session.TYPE);
    await(entities.refFor(Account.TYPE, ACME, "a-1").ask(new Account.Open("ann")));
  }

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(system);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static PrincipalEntities ann(String... scopes) {
    return entities.as(Principal.of("ann", ACME, Permissions.of(scopes)));
  }

  private static void assertForbidden(
      PrincipalEntities asking, TenantId tenant, EntityCommand<Account, ?> command) {
    int before = STARTED.get();
    assertThat(asking.refFor(Account.TYPE, tenant, "fresh").ask(command).toCompletableFuture())
        .isCompletedExceptionally()
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Forbidden.class);
    assertThat(STARTED).hasValue(before);
  }

  // @start region="as"
  @Test
  void whoAsksIsAnsweredWhatItsScopesInclude() {
    Principal teller =
        Principal.of("ann", TenantId.of("acme"), Permissions.of("account:deposit", "session:*"));
    PrincipalEntities asking = entities.as(teller);
    PrincipalEntityRef<Account> account = asking.refFor(Account.TYPE, TenantId.of("acme"), "a-1");

    assertThat(await(account.ask(new Account.Deposit(60))))
        .isEqualTo(new Reply.Accepted<>(new Account.Balance(60)));
    assertThat(account.ask(new Account.Withdraw(60)).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(Forbidden.class);
  }

  // @end

  @Test
  void nobodyAsksAnotherTenantsEntityAndNoneIsStarted() {
    assertForbidden(ann("*:*", "operator:*"), GLOBEX, new Account.GetBalance());
    assertForbidden(ann("account:deposit"), ACME, new Account.GetBalance());
    assertForbidden(ann(), ACME, new Account.Open("ann"));
    assertForbidden(
        entities.as(Principal.operator("root", Permissions.of("*:*"))),
        ACME,
        new Account.GetBalance());
  }

  @Test
  void whoIsRefusedIsCountedByTheReason() {
    MeterRegistry registry = Metrics.on(system).registry();
    double before = registry.counter("troupe.refusals", "reason", "other-tenant").count();
    assertForbidden(ann("*:*"), GLOBEX, new Account.GetBalance());
    assertThat(registry.counter("troupe.refusals", "reason", "other-tenant").count())
        .isEqualTo(before + 1);
  }

  @Test
  void aGrantLetsItAskAnotherTenantsEntity() {
    Grant grant =
        new Grant(
            GLOBEX,
            ACME,
            Permissions.of("account:get-balance"),
            Instant.now().plusSeconds(60),
            "the audit");
    PrincipalEntities asking =
        entities.as(Principal.of("ann", ACME, Permissions.of("*:*")), (of, to) -> List.of(grant));

    assertThat(await(asking.refFor(Account.TYPE, GLOBEX, "a-2").ask(new Account.GetBalance())))
        .isInstanceOf(Reply.Rejected.class);
    assertForbidden(asking, GLOBEX, new Account.Open("ann"));
  }

  @Test
  void aPlainActorIsSentOnlyWhatTheScopesName() {
    PrincipalActorRef<Session.Command> session =
        ann("session:touch").refFor(Session.TYPE, ACME, "teller-7");

    assertThat(await(session.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(1));
    PrincipalActorRef<Session.Command> others =
        ann("session:expire", "account:*").refFor(Session.TYPE, ACME, "teller-7");
    assertThatThrownBy(() -> others.ask(Session.Touch::new, PATIENCE))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("session:touch");
    assertThatThrownBy(() -> others.tell(new Session.Touch(system.ignoreRef())))
        .isInstanceOf(Forbidden.class);
  }

  @Test
  void aGrantLetsItSendToAnotherTenantsPlainActorWhatItNames() {
    Instant end = Instant.now().plusSeconds(60);
    Grant grant = new Grant(GLOBEX, ACME, Permissions.of("session:touch"), end, "the audit");
    Principal ann = Principal.of("ann", ACME, Permissions.of("*:*"));
    PrincipalActorRef<Session.Command> granted =
        entities.as(ann, (of, to) -> List.of(grant)).refFor(Session.TYPE, GLOBEX, "teller-8");

    assertThat(await(granted.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(1));
    assertThatThrownBy(() ->
            entities
                .as(ann)
                .refFor(Session.TYPE, GLOBEX, "teller-8")
                .ask(Session.Touch::new, PATIENCE))
        .isInstanceOf(Forbidden.class);
  }

  @Test
  void grantsThatCannotBeKnownNowRefuseOtherTenantsAloneAndForNow() {
    PrincipalEntities asking =
        entities.as(
            Principal.of("ann", ACME, Permissions.of("*:*")),
            (of, to) -> {
              throw new Unavailable("this node does not know the tenants yet");
            });

    assertThat(
            asking
                .refFor(Account.TYPE, GLOBEX, "a-3")
                .ask(new Account.GetBalance())
                .toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Unavailable.class);
    assertThat(await(asking.refFor(Account.TYPE, ACME, "a-1").ask(new Account.GetBalance())))
        .isInstanceOf(Reply.Accepted.class);
  }

  @Test
  void noTypeIsCalledAsOperatorsScopesAre() {
    var type = ActorType.of("operator", Session.Command.class, key -> Behaviors.empty());

    assertThatThrownBy(() -> entities.host(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'operator'");
  }
}
