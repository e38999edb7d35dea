package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.actor.ActorType;
import dev.troupe.model.TenantId;
import dev.troupe.sample.bank.Account;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a node says of where entities are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhereIsTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final String ODD = "a.b~c@d+e=f,g:h-_";

  private MemoryNode node;

  @BeforeAll
  void start() {
    node =
        new MemoryNode("troupe.ask-timeout = 30s", List.of(Account.TYPE), List.<ActorType<?>>of());
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Whereabouts where(String id) throws Exception {
    // @start region="where"
    CompletionStage<Whereabouts> where = node.entities.whereIs("account", ACME, id);
    // @end
    return get(where);
  }

  private String here() {
    var address = Cluster.get(node.system).selfMember().address();
    return address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow();
  }

  @Test
  void anEntityIsActiveOnceItWasAskedAndNotByBeingLookedFor() throws Exception {
    node.ask(Account.TYPE, ACME, ODD, new Account.Open("ann"));

    Whereabouts active = where(ODD);
    assertThat(active.state()).isEqualTo(Whereabouts.State.ACTIVE);
    assertThat(active.node()).contains(here());

    String sleeping = onShard(active.shard());
    Whereabouts passive = where(sleeping);
    assertThat(passive.state()).isEqualTo(Whereabouts.State.PASSIVE);
    assertThat(passive.shard()).isEqualTo(active.shard());
    assertThat(passive.node()).contains(here());
    assertThat(node.active(Account.TYPE)).doesNotContain("acme:" + sleeping);
  }

  private String onShard(String shard) throws Exception {
    for (int i = 0; ; i++) {
      if (where("sleeping-" + i).shard().equals(shard)) {
        return "sleeping-" + i;
      }
    }
  }

  @Test
  void aShardThatNobodyAskedForIsOnNoNode() throws Exception {
    try (MemoryNode fresh =
        new MemoryNode(
            "troupe.ask-timeout = 30s", List.of(Account.TYPE), List.<ActorType<?>>of())) {
      fresh.await(() -> {
        try {
          assertThat(get(fresh.entities.whereIs("account", ACME, "a-1")))
              .extracting(Whereabouts::state, Whereabouts::node)
              .containsExactly(Whereabouts.State.UNALLOCATED, Optional.empty());
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
    }
  }

  @Test
  void aTypeThatIsNotHostedAndAnIdThatIsNoneAreRefused() {
    assertThatThrownBy(() -> node.entities.whereIs("order", ACME, "a-1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'order' is not hosted");
    assertThatThrownBy(() -> node.entities.whereIs("account", ACME, "a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
