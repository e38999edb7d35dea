package dev.troupe.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.internal.EventBuffer.Gap;
import dev.troupe.http.internal.EventBuffer.Message;
import dev.troupe.http.internal.EventBuffer.Note;
import dev.troupe.http.internal.EventBuffer.Piece;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventBufferTest {
  private final AtomicInteger dropped = new AtomicInteger();
  private final EventBuffer<String> buffer = new EventBuffer<>(3, dropped::incrementAndGet);

  private Optional<Piece<String>> taken() {
    CompletableFuture<Optional<Piece<String>>> next = buffer.take().toCompletableFuture();
    assertThat(next).isDone();
    return next.join();
  }

  @Test
  void whatWaitsIsReadInItsOrder() {
    buffer.offer("a");
    buffer.offer("b");
    assertThat(taken()).contains(new Message<>(1, "a"));
    assertThat(taken()).contains(new Message<>(2, "b"));
  }

  @Test
  void whoReadsBeforeThereIsSomethingIsToldOnceThereIs() {
    CompletableFuture<Optional<Piece<String>>> next = buffer.take().toCompletableFuture();
    assertThat(next).isNotDone();
    buffer.offer("a");
    assertThat(next.join()).contains(new Message<>(1, "a"));
    CompletableFuture<Optional<Piece<String>>> noted = buffer.take().toCompletableFuture();
    buffer.note(new Note<>("x"));
    assertThat(noted.join()).contains(new Note<>("x"));
  }

  @Test
  void theOldestGoWhereThereIsNoRoomAndTheReaderIsToldHowMany() {
    for (String each : List.of("a", "b", "c", "d", "e")) {
      buffer.offer(each);
    }
    assertThat(dropped).hasValue(2);
    assertThat(taken()).contains(new Gap<>(Optional.of(2L)));
    assertThat(taken()).contains(new Message<>(3, "c"));
    buffer.offer("f");
    assertThat(taken()).contains(new Message<>(4, "d"));
    assertThat(taken()).contains(new Message<>(5, "e"));
    assertThat(taken()).contains(new Message<>(6, "f"));
    assertThat(dropped).hasValue(2);
  }

  @Test
  void noMoreWaitsThanThereIsRoomForHoweverMuchHappens() {
    for (int i = 0; i < 10_000; i++) {
      buffer.offer("x");
    }
    assertThat(taken()).contains(new Gap<>(Optional.of(9_997L)));
    for (int i = 9_998; i <= 10_000; i++) {
      assertThat(taken()).contains(new Message<>(i, "x"));
    }
    assertThat(buffer.take().toCompletableFuture()).isNotDone();
  }

  @Test
  void whatIsNotedIsReadFirst() {
    buffer.offer("a");
    buffer.note(new Gap<>(Optional.empty()));
    assertThat(taken()).contains(new Gap<>(Optional.empty()));
    assertThat(taken()).contains(new Message<>(1, "a"));
  }

  @Test
  void atTheEndOnlyTheReasonIsReadAndNothingComesAfter() {
    buffer.offer("a");
    buffer.end("over");
    buffer.end("over again");
    buffer.offer("b");
    buffer.note(new Note<>("late"));
    assertThat(taken()).contains(new Note<>("over"));
    assertThat(taken()).isEmpty();
    assertThat(taken()).isEmpty();
    assertThat(dropped).hasValue(0);
  }
}
