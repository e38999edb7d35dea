package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tenants that are to be there are created and audited once, whatever is not answered. */
class NamedTenantsTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");

  private final Set<TenantId> there = new HashSet<>();
  private final Deque<CompletionStage<Reply<Done>>> replies = new ArrayDeque<>();
  private final Deque<CompletionStage<Done>> written = new ArrayDeque<>();
  private final List<TenantId> asked = new ArrayList<>();
  private final List<TenantId> audited = new ArrayList<>();

  private NamedTenants named(TenantId... tenants) {
    return new NamedTenants(
        List.of(tenants),
        there::contains,
        tenant -> {
          asked.add(tenant);
          return replies.remove();
        },
        tenant -> {
          audited.add(tenant);
          return written.isEmpty() ? CompletableFuture.completedStage(Done.DONE) : written.remove();
        });
  }

  private void reply(Reply<Done> reply) {
    replies.add(CompletableFuture.completedStage(reply));
  }

  private void noReply() {
    replies.add(CompletableFuture.failedStage(new Unavailable("no answer within 5 s")));
  }

  private static void attempt(NamedTenants named, boolean isLeader) {
    assertThat(named.attempt(isLeader)).isCompletedWithValue(Done.DONE);
  }

  @Test
  void theLeaderCreatesEachThatIsNotThere() {
    NamedTenants named = named(ACME, GLOBEX);
    there.add(GLOBEX);
    reply(new Reply.Accepted<>(Done.DONE));
    attempt(named, false);
    assertThat(asked).isEmpty();
    attempt(named, true);
    attempt(named, true);
    assertThat(asked).containsExactly(ACME);
    assertThat(audited).containsExactly(ACME);
    assertThat(named.isDone()).as("this node does not know it yet").isFalse();
    there.add(ACME);
    assertThat(named.isDone()).isTrue();
  }

  @Test
  void whoWasNotAnsweredAsksOnThoughTheTenantIsThere() {
    NamedTenants named = named(ACME);
    noReply();
    attempt(named, true);
    there.add(ACME);
    assertThat(named.isDone()).as("it may be ours").isFalse();
    reply(new Reply.Accepted<>(Done.DONE));
    attempt(named, false);
    assertThat(asked).containsExactly(ACME, ACME);
    assertThat(audited).containsExactly(ACME);
    assertThat(named.isDone()).isTrue();
  }

  @Test
  void whatTheAuditCouldNotWriteItIsNotToldAgain() {
    NamedTenants named = named(ACME);
    reply(new Reply.Accepted<>(Done.DONE));
    written.add(CompletableFuture.failedStage(new Unavailable("the audit could not be written")));
    attempt(named, true);
    attempt(named, true);
    there.add(ACME);
    attempt(named, true);
    assertThat(audited).containsExactly(ACME);
    assertThat(named.isDone()).isTrue();
  }

  @Test
  void anothersTenantIsNotOursInTheAudit() {
    NamedTenants named = named(ACME);
    reply(new Reply.Rejected<>("already-created", "tenant 'acme' is there"));
    attempt(named, true);
    there.add(ACME);
    assertThat(audited).isEmpty();
    assertThat(named.isDone()).isTrue();
  }
}
