package dev.troupe.tenants.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantKeysTest {
  private static final byte[] TEXT = "a text".getBytes(UTF_8);
  private static final byte[] PLACE = "a place".getBytes(UTF_8);
  private static final KeyCacheSettings LONG =
      new KeyCacheSettings(16, Duration.ofHours(1), Duration.ZERO);
  private static final KeyCacheSettings SHORT =
      new KeyCacheSettings(16, Duration.ofMillis(100), Duration.ZERO);

  private final TableInMemory table = new TableInMemory();
  private final CloudClient cloud = new CloudClient();
  private TenantKeys keys = open(LONG);

  @BeforeEach
  void create() {
    cloud.create("kek-1");
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private TenantKeys open(KeyCacheSettings settings) {
    return TenantKeys.open(table, new CloudKeys(cloud, "kek-1"), settings);
  }

  private void reopen(KeyCacheSettings settings) {
    keys.close();
    keys = open(settings);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(20);
    while (!condition.call()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void theFirstKeyIsMadeWhenItIsNeededAndIsAtHandFromThenOn() throws Exception {
    DataKey key = get(keys.newest("acme"));
    assertThat(key.number()).isEqualTo(1);
    int asked = table.asked();
    CompletionStage<DataKey> again = keys.newest("acme");
    assertThat(again.toCompletableFuture()).isCompletedWithValue(key);
    assertThat(table.asked()).isEqualTo(asked);
  }

  @Test
  void whatIsSealedHasAFewBytesMoreAndOpens() throws Exception {
    byte[] sealed = get(keys.newest("acme")).seal(TEXT, PLACE);
    assertThat(sealed).hasSize(TEXT.length + DataKey.OVERHEAD);
    reopen(LONG);
    assertThat(get(keys.find("acme", 1)).open(sealed, PLACE)).isEqualTo(TEXT);
  }

  @Test
  void anotherTenantsKeyAndAnotherPlaceDoNotOpenIt() throws Exception {
    byte[] sealed = get(keys.newest("acme")).seal(TEXT, PLACE);
    DataKey other = get(keys.newest("other"));
    assertThatThrownBy(() -> other.open(sealed, PLACE)).isInstanceOf(KeyFailure.NotAuthentic.class);
    DataKey right = get(keys.newest("acme"));
    assertThatThrownBy(() -> right.open(sealed, "elsewhere".getBytes(UTF_8)))
        .isInstanceOf(KeyFailure.NotAuthentic.class)
        .hasMessageContaining("it was changed, or moved from another row");
  }

  @Test
  void aWrappedKeyThatWasMovedToAnotherTenantDoesNotUnwrap() throws Exception {
    get(keys.newest("acme"));
    table.move("acme", "other");
    assertThatThrownBy(() -> get(keys.newest("other"))).isInstanceOf(KeyFailure.NotAuthentic.class);
  }

  @Test
  void nodesThatMakeTheFirstKeyAtOnceUseTheSame() throws Exception {
    List<TenantKeys> nodes = IntStream.range(0, 8).mapToObj(i -> open(LONG)).toList();
    List<CompletionStage<DataKey>> asked = nodes.stream().map(node -> node.newest("acme")).toList();
    byte[] sealed = get(asked.getFirst()).seal(TEXT, PLACE);
    for (CompletionStage<DataKey> each : asked) {
      assertThat(get(each).open(sealed, PLACE)).isEqualTo(TEXT);
    }
    nodes.forEach(TenantKeys::close);
  }

  @Test
  void aNewKeySealsAndTheOldOneOpens() throws Exception {
    byte[] old = get(keys.newest("acme")).seal(TEXT, PLACE);
    assertThat(get(keys.rotate("acme"))).isEqualTo(2);
    assertThat(get(keys.newest("acme")).number()).isEqualTo(2);
    assertThat(get(keys.find("acme", 1)).open(old, PLACE)).isEqualTo(TEXT);
  }

  @Test
  void manyNodesThatRotateToANumberMakeOneKey() throws Exception {
    get(keys.newest("acme"));
    List<TenantKeys> nodes = IntStream.range(0, 8).mapToObj(i -> open(LONG)).toList();
    for (TenantKeys node : nodes) {
      get(node.newest("acme"));
    }
    for (CompletionStage<Integer> each :
        nodes.stream().map(node -> node.atLeast("acme", 2)).toList()) {
      assertThat(get(each)).isEqualTo(2);
    }
    for (TenantKeys node : nodes) {
      assertThat(get(node.newest("acme")).number()).isEqualTo(2);
      node.close();
    }
    assertThat(get(keys.atLeast("acme", 1))).isEqualTo(2);
    get(keys.destroy("acme"));
    assertThatThrownBy(() -> get(keys.atLeast("acme", 3))).isInstanceOf(KeyFailure.Destroyed.class);
  }

  @Test
  void otherNodesLearnOfANewKeyWithoutWaitingForIt() throws Exception {
    reopen(SHORT);
    TenantKeys other = open(SHORT);
    get(keys.newest("acme"));
    get(other.rotate("acme"));
    await(() -> get(keys.newest("acme")).number() == 2);
    other.close();
  }

  @Test
  void otherNodesForgetADestroyedKeyInTime() throws Exception {
    reopen(SHORT);
    TenantKeys other = open(LONG);
    get(keys.newest("acme"));
    get(keys.find("acme", 1));
    assertThat(get(other.destroy("acme"))).isEqualTo(1);
    await(() -> isDestroyed(() -> get(keys.newest("acme"))));
    await(() -> isDestroyed(() -> get(keys.find("acme", 1))));
    assertThatThrownBy(() -> get(keys.rotate("acme"))).isInstanceOf(KeyFailure.Destroyed.class);
    other.close();
  }

  private static boolean isDestroyed(ThrowingCallable call) throws Exception {
    try {
      call.call();
      return false;
    } catch (KeyFailure.Destroyed e) {
      return true;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatNobodyUsesLeavesTheMemory() throws Exception {
    reopen(SHORT);
    get(keys.newest("acme"));
    assertThat(keys.cached()).isPositive();
    await(() -> keys.cached() == 0);
  }

  @Test
  void notMoreKeysAreKeptThanMayBe() throws Exception {
    for (int i = 0; i < 100; i++) {
      get(keys.newest("tenant-" + i));
    }
    assertThat(keys.cached()).isLessThanOrEqualTo(16);
  }

  @Test
  void aForgottenKeyIsFetchedAgain() throws Exception {
    get(keys.newest("acme"));
    keys.forget("acme");
    assertThat(keys.cached()).isZero();
    assertThat(get(keys.newest("acme")).number()).isEqualTo(1);
  }

  @Test
  void aServiceThatIsAwayIsUnavailableAndLaterIsNot() throws Exception {
    cloud.away(true);
    assertThatThrownBy(() -> get(keys.newest("acme")))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("connection refused");
    cloud.away(false);
    await(() -> {
      try {
        return get(keys.newest("acme")).number() == 1;
      } catch (KeyFailure.Unavailable e) {
        return false;
      }
    });
  }

  @Test
  void aKeyInUseDoesNotNeedTheServiceAgain() throws Exception {
    reopen(new KeyCacheSettings(16, Duration.ofSeconds(2), Duration.ZERO));
    get(keys.newest("acme"));
    int decrypted = cloud.decrypted.get();
    cloud.away(true);
    int asked = table.asked();
    await(() -> {
      get(keys.newest("acme"));
      return table.asked() > asked + 2;
    });
    assertThat(cloud.decrypted.get()).isEqualTo(decrypted);
  }

  @Test
  void aNumberThatNeverWasIsNotAuthentic() throws Exception {
    get(keys.newest("acme"));
    assertThatThrownBy(() -> get(keys.find("acme", 7))).isInstanceOf(KeyFailure.NotAuthentic.class);
    assertThatThrownBy(() -> get(keys.find("acme", 0))).isInstanceOf(KeyFailure.NotAuthentic.class);
  }

  @Test
  void keysAreWrappedAnewAndTheOldWrappingKeyMayGo() throws Exception {
    byte[] sealed = get(keys.newest("acme")).seal(TEXT, PLACE);
    get(keys.rotate("acme"));
    get(keys.newest("other"));
    cloud.create("kek-2");
    keys.close();
    keys = TenantKeys.open(table, new CloudKeys(cloud, "kek-2"), LONG);
    assertThat(get(keys.rewrap())).isEqualTo(3);
    assertThat(get(keys.rewrap())).isZero();
    cloud.delete("kek-1");
    assertThat(get(keys.find("acme", 1)).open(sealed, PLACE)).isEqualTo(TEXT);
  }
}
