package dev.troupe.docs.guide;

import static dev.troupe.docs.guide.OneNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptors;
import dev.troupe.app.Declarations;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.PrincipalEntityRef;
import dev.troupe.docs.guide.Subscription.Cancel;
import dev.troupe.docs.guide.Subscription.GetStatus;
import dev.troupe.docs.guide.Subscription.Status;
import dev.troupe.docs.guide.Subscription.Subscribe;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.sample.bank.Session;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterceptTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OneNode node = new OneNode(MessageTypes.of(Subscription.TYPE).and(Session.TYPE));
  private final Entities entities = node.entities();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    node.close();
  }

  private PrincipalEntityRef<Subscription> subscription() {
    return entities
        .as(Principal.of("ann", ACME, Permissions.of("subscription:*")))
        .refFor(Subscription.TYPE, ACME, "s-1")
        .withTimeout(PATIENCE);
  }

  @Test
  void whatIsPutInFrontOfAnEntitySeesItsCommandsAndMayRefuse() throws Exception {
    // @start region="entity"
    entities.host(
        Subscription.TYPE,
        Interceptors.of(
            actor -> new Diary(actor, lines::add), actor -> new ClosedBooks(closed::get)));
    // @end
    assertThat(await(subscription().ask(new Subscribe("team", 5))))
        .isInstanceOf(Reply.Accepted.class);
    closed.set(true);
    assertThatThrownBy(() -> await(subscription().ask(new Cancel())))
        .hasCauseInstanceOf(Forbidden.class)
        .hasMessageContaining(
            "subscription acme:s-1: ClosedBooks refused 'cancel': the books are closed");
    assertThat(await(subscription().ask(new GetStatus())))
        .isEqualTo(new Reply.Accepted<>(new Status("team", 5)));
    closed.set(false);
    await(subscription().ask(new Subscribe("team", 5)));

    assertThat(lines)
        .containsExactly(
            "subscription acme:s-1: Subscribe of ann: done",
            "subscription acme:s-1: Cancel of ann: the books are closed",
            "subscription acme:s-1: GetStatus of ann: done",
            "subscription acme:s-1: Subscribe of ann: already-subscribed");
  }

  @Test
  void aFeatureDeclaresThemWithItsTypes() throws Exception {
    Declarations declarations = new Declarations();
    // @start region="declare"
    declarations
        .host(Subscription.TYPE, Interceptors.of(actor -> new ClosedBooks(closed::get)))
        .serve(Subscription.TYPE)
        .host(Session.TYPE, Interceptors.of(actor -> new Diary(actor, lines::add)));
    // @end
    declarations.hostOn(entities);
    closed.set(true);

    assertThatThrownBy(() -> await(subscription().ask(new Cancel())))
        .hasCauseInstanceOf(Forbidden.class);
    await(
        entities
            .refFor(Session.TYPE, ACME, "teller-7")
            .<Session.Touched>ask(Session.Touch::new, PATIENCE));
    TestProbe.create(node.system())
        .awaitAssert(
            PATIENCE,
            () -> {
              assertThat(lines).containsExactly("session acme:teller-7: Touch of somebody: done");
              return null;
            });
  }

  @Test
  void anyBehaviorCanStandBehindThem() {
    Behavior<String> till = Behaviors.receiveMessage(message -> Behaviors.unhandled());
    EntityKey key = EntityKey.of(ACME, "till-1");
    // @start region="around"
    Interceptors<String> diary = Interceptors.of(actor -> new Diary(actor, lines::add));
    Behavior<String> intercepted =
        Behaviors.supervise(diary.around(String.class, new Intercepted("till", key), till))
            .onFailure(SupervisorStrategy.restart());
    // @end
    node.system().systemActorOf(intercepted, "till", Props.empty()).tell("ring");
    TestProbe.create(node.system())
        .awaitAssert(
            PATIENCE,
            () -> {
              assertThat(lines).containsExactly("till acme:till-1: String of somebody: unknown");
              return null;
            });
  }
}
