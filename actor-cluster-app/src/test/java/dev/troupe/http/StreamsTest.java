package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");

  private final ActorTestKit kit = ActorTestKit.create();
  private final List<Runnable> late = new ArrayList<>();
  private int cancelled;
  private long limit = 2;
  private final Streams streams = with(Duration.ofHours(1));

  private Streams with(Duration idle) {
    return new Streams(
        tenant -> limit,
        idle,
        (after, what) -> {
          late.add(what);
          return () -> cancelled++;
        });
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void awaitNone(Streams of) {
    TestProbe.create(kit.system())
        .awaitAssert(() -> {
          assertThat(of.running(ACME)).isZero();
          return null;
        });
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aTenantHasNoMoreThanItMayAndNoOtherIsConcerned() {
    Streams.Permit first = streams.open(ACME);
    streams.open(ACME);
    assertThatThrownBy(() -> streams.open(ACME))
        .isInstanceOfSatisfying(
            Throttled.class,
            e -> {
              assertThat(e.limit()).isEqualTo("troupe.tenants.limits.streams");
              assertThat(List.of(e.used(), e.allowed())).containsExactly(2L, 2L);
            });
    streams.open(OTHER);
    first.close();
    first.close();
    assertThat(streams.running(ACME)).isEqualTo(1);
    streams.open(ACME);
    assertThat(streams.running(ACME)).isEqualTo(2);
  }

  @Test
  void aLimitThatIsChangedHoldsAtOnce() {
    streams.open(ACME);
    limit = 1;
    assertThatThrownBy(() -> streams.open(ACME)).isInstanceOf(Throttled.class);
    limit = 3;
    assertThat(streams.open(ACME)).isNotNull();
    limit = 0;
    assertThatThrownBy(() -> streams.open(OTHER)).isInstanceOf(Throttled.class);
  }

  @Test
  void aPlaceIsFreeOnceTheStreamIsDoneOrFails() throws Exception {
    var done = streams.during(streams.open(ACME), Source.range(1, 3));
    assertThat(get(done.runWith(Sink.seq(), kit.system()))).containsExactly(1, 2, 3);
    awaitNone(streams);
    var failing = streams.during(streams.open(ACME), Source.failed(new IllegalStateException()));
    assertThatThrownBy(() -> get(failing.runWith(Sink.ignore(), kit.system())))
        .hasCauseInstanceOf(IllegalStateException.class);
    awaitNone(streams);
    assertThat(cancelled).isPositive();
  }

  @Test
  void aPlaceIsFreeOnceTheClientGoes() throws Exception {
    var endless = streams.during(streams.open(ACME), Source.repeat("x"));
    SinkQueueWithCancel<String> client =
        endless.toMat(Sink.queue(), Keep.right()).run(kit.system());
    assertThat(get(client.pull())).contains("x");
    assertThat(streams.running(ACME)).isEqualTo(1);
    client.cancel();
    awaitNone(streams);
  }

  @Test
  void aClientThatTakesNothingLosesItsPlace() throws Exception {
    Streams impatient = with(Duration.ofMillis(100));
    var endless = impatient.during(impatient.open(ACME), Source.repeat("x"));
    SinkQueueWithCancel<String> stalled =
        endless.toMat(Sink.queue(), Keep.right()).run(kit.system());
    assertThat(get(stalled.pull())).contains("x");
    awaitNone(impatient);
  }

  @Test
  void aStreamThatIsNeverBegunLosesItsPlaceAndCanNotBeBegunLater() {
    Streams.Permit permit = streams.open(ACME);
    late.forEach(Runnable::run);
    assertThat(streams.running(ACME)).isZero();
    assertThatThrownBy(() ->
            get(streams.during(permit, Source.range(1, 3)).runWith(Sink.ignore(), kit.system())))
        .hasCauseInstanceOf(Unavailable.class);
    assertThat(streams.running(ACME)).isZero();
  }

  @Test
  void oneThatRunsIsNotTakenForOneThatNeverBegan() throws Exception {
    var endless = streams.during(streams.open(ACME), Source.repeat("x"));
    SinkQueueWithCancel<String> client =
        endless.toMat(Sink.queue(), Keep.right()).run(kit.system());
    assertThat(get(client.pull())).contains("x");
    late.forEach(Runnable::run);
    assertThat(streams.running(ACME)).isEqualTo(1);
    assertThat(get(client.pull())).contains("x");
    client.cancel();
    awaitNone(streams);
  }
}
