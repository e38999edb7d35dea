package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interception;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Interceptors;
import dev.troupe.actor.Origin;
import dev.troupe.actor.Outcome;
import dev.troupe.actor.RefusedMessages;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.Broken;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.GetBalance;
import dev.troupe.sample.bank.Account.Open;
import dev.troupe.sample.bank.Account.Withdraw;
import dev.troupe.sample.bank.Session;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interceptors that a team puts in front of entities and actors on shards. */
class InterceptedEntitiesTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MemoryNode node =
      new MemoryNode("", MessageTypes.of(Account.TYPE).and(Session.TYPE));
  private final List<String> noted = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    node.close();
  }

  /** Notes whose actor it is, who asks it for what, and how that ends. */
  private final class Notes implements Interceptor<Object> {
    private final Intercepted actor;

    private Notes(Intercepted actor) {
      this.actor = actor;
    }

    @Override
    public void onStart() {
      noted.add(actor + " starts");
    }

    @Override
    public Interception before(Object message, Origin origin) {
      noted.add(
          "%s by %s of %s as %s"
              .formatted(
                  message.getClass().getSimpleName(),
                  origin.principal().orElse("nobody"),
                  origin.tenant().map(TenantId::value).orElse("none"),
                  origin.commandId().map(CommandId::value).orElse("none")));
      return Interception.allowed();
    }

    @Override
    public void after(Object message, Origin origin, Outcome outcome, long tookNanos) {
      noted.add(message.getClass().getSimpleName() + ": " + said(outcome));
    }

    private static String said(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Handled handled -> "handled";
        case Outcome.Unhandled unhandled -> "unhandled";
        case Outcome.Rejected rejected -> rejected.code();
        case Outcome.Failed failed -> failed.cause().getClass().getSimpleName();
        case Outcome.Refused refused -> "refused by " + refused.by();
      };
    }
  }

  /** Lets nobody withdraw, for a reason or with a failure of its own, and breaks of some. */
  private record Till(Intercepted actor) implements Interceptor<EntityCommand<Account, ?>> {
    @Override
    public Interception before(EntityCommand<Account, ?> command, Origin origin) {
      return switch (command) {
        case Withdraw w when w.cents() == 1 ->
            Interception.refused(new Throttled("the till", "coins", 0, Duration.ofSeconds(7)));
        case Withdraw w when w.cents() == 2 -> throw new IllegalStateException("the till is stuck");
        case Withdraw w -> Interception.refused("the till is closed");
        default -> Interception.allowed();
      };
    }
  }

  private Entities hosted() {
    return node.entities.host(Account.TYPE, Interceptors.of(Notes::new, Till::new));
  }

  private TenantEntityRef<Account> account(String id) {
    return node.entities.refFor(Account.TYPE, ACME, id).withTimeout(PATIENCE);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void awaitNoted(String... lines) {
    node.await(() -> assertThat(noted).containsExactly(lines));
  }

  @Test
  void aCommandIsSeenWithItsTenantItsPrincipalAndItsId() {
    Principal ann = Principal.of("ann", ACME, Permissions.of("account:*"));
    hosted();
    await(
        node.entities
            .as(ann)
            .refFor(Account.TYPE, ACME, "a-1")
            .withTimeout(PATIENCE)
            .ask(new Open("ann"), CommandId.of("c-1")));
    await(account("a-1").ask(new GetBalance()));

    awaitNoted(
        "account acme:a-1 starts",
        "Open by ann of acme as c-1",
        "Open: handled",
        "GetBalance by nobody of acme as none",
        "GetBalance: handled");
  }

  @Test
  void aRejectionAndAConfirmedAnswerHaveTheirOutcomesOnce() {
    hosted();
    await(account("a-2").ask(new Deposit(5)));
    await(account("a-2").ask(new Open("ann")));
    await(account("a-2").withStrongReads().ask(new GetBalance()));

    assertThat(noted.stream().filter(line -> line.contains(": ")))
        .containsExactly("Deposit: not-open", "Open: handled", "GetBalance: handled");
  }

  @Test
  void whoAsksForWhatIsRefusedIsToldWhoRefusedItAndWhy() {
    hosted();
    await(account("a-3").ask(new Open("ann")));
    noted.clear();

    assertThat(account("a-3").ask(new Withdraw(60)).toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Forbidden.class)
        .withMessageContaining("account acme:a-3: Till refused 'withdraw': the till is closed");
    awaitNoted("Withdraw by nobody of acme as none", "Withdraw: refused by Till");
    assertThat(failedCommands()).isEqualTo(1);
  }

  private double failedCommands() {
    return Metrics.on(node.system)
        .registry()
        .get("actor.messages")
        .tags("type", "account", "kind", "command", "outcome", "failed")
        .functionCounter()
        .count();
  }

  @Test
  void anInterceptorMayChooseWhatWhoAskedIsTold() {
    hosted();
    assertThat(account("a-4").ask(new Withdraw(1)).toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Throttled.class)
        .withMessageContaining("the till is at its limit 'coins'");
  }

  @Test
  void anEntityThatWasStartedOnlyToRefuseGoes() {
    hosted();
    assertThat(account("a-5").ask(new Withdraw(60)).toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Forbidden.class);
    node.await(() -> assertThat(node.entities.running(ACME)).isZero());
  }

  @Test
  void anInterceptorThatThrowsFailsTheEntityWhichStartsAgainWithTheNextCommand() {
    hosted();
    await(account("a-6").ask(new Open("ann")));
    noted.clear();

    assertThat(account("a-6").ask(new Withdraw(2)).toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(Broken.class)
        .withMessageContaining("account acme:a-6: an interceptor failed on 'withdraw'");
    // What is sent before its shard knows that it has stopped is lost with it.
    node.await(() -> assertThat(node.active(Account.TYPE)).isEmpty());
    assertThat(await(account("a-6").ask(new GetBalance()))).isInstanceOf(Reply.Accepted.class);
    awaitNoted(
        "Withdraw by nobody of acme as none",
        "Withdraw: IllegalStateException",
        "account acme:a-6 starts",
        "GetBalance by nobody of acme as none",
        "GetBalance: handled");
  }

  @Test
  void aCommandOfAnotherTenantIsSeenByNoneOfTheTeams() {
    hosted();
    await(account("a-7").ask(new Open("ann")));
    noted.clear();
    EntityReply reply =
        await(
            account("a-7")
                .toPekko()
                .ask(
                    replyTo ->
                        EntityEnvelope.of(
                                "account",
                                account("a-7").key(),
                                new GetBalance(),
                                PATIENCE,
                                replyTo)
                            .onBehalfOf(TenantId.of("globex")),
                    PATIENCE));

    assertThat(reply)
        .isInstanceOfSatisfying(
            EntityReply.Failed.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Forbidden.class));
    assertThat(noted).isEmpty();
  }

  @Test
  void aPlainActorsMessageThatIsRefusedIsCountedAndTheActorGoesOn() {
    Interceptor<Session.Command> second =
        new Interceptor<>() {
          private int times;

          @Override
          public Interception before(Session.Command message, Origin origin) {
            return ++times == 2 ? Interception.refused("not twice") : Interception.allowed();
          }

          @Override
          public String name() {
            return "second";
          }
        };
    node.entities.host(Session.TYPE, Interceptors.of(Notes::new, actor -> second));
    EntityRef<Session.Command> session = node.entities.refFor(Session.TYPE, ACME, "teller-7");

    assertThat(await(session.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(1));
    session.tell(new Session.Touch(node.system.ignoreRef()));
    assertThat(await(session.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(2));
    awaitNoted(
        "session acme:teller-7 starts",
        "Touch by nobody of none as none",
        "Touch: handled",
        "Touch by nobody of none as none",
        "Touch: refused by second",
        "Touch by nobody of none as none",
        "Touch: handled");
    assertThat(RefusedMessages.get(node.system).byInterceptor()).containsEntry("second", 1L);
    assertThat(Metrics.on(node.system).messages("session").count()).isEqualTo(2);
  }

  @Test
  void whatAPlainActorTakesIsCountedWithoutInterceptorsAsWell() {
    node.entities.host(Session.TYPE);
    EntityRef<Session.Command> session = node.entities.refFor(Session.TYPE, ACME, "teller-8");
    session.tell(new Session.Touch(node.system.ignoreRef()));
    assertThat(await(session.ask(Session.Touch::new, PATIENCE))).isEqualTo(new Session.Touched(2));
    assertThat(Metrics.on(node.system).messages("session").count()).isEqualTo(2);
  }
}
