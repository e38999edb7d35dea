package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.evolution.StoredShapes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.FutureConverters;

/** A writer without a database. */
class JournalWriterTest {
  private final FairQueue<Write> queue =
      new FairQueue<>(
          new FairQueue.Limit("rows", 10), new FairQueue.Limit("bytes", 10_000), tenant -> 1);
  private final AtomicInteger opened = new AtomicInteger();

  @AfterEach
  void close() {
    queue.close();
  }

  private Thread start(Connections connections) {
    JournalSettings settings = new JournalSettings(false, 1, 10, 1_000, 10, 10_000, Map.of());
    Fuse fuse = new Fuse(100, Duration.ofHours(1), System::nanoTime);
    Transaction transaction =
        new Transaction(
            connections,
            fuse,
            new Tables(""),
            new Fences(),
            new StoredNames(new Tables(""), StoredShapes.of(MessageTypes.of())),
            new ReminderQuota(tenant -> 9));
    return Thread.ofPlatform()
        .daemon()
        .start(new JournalWriter(queue, settings, transaction, withMessages -> {}));
  }

  private CompletableFuture<?> offered() {
    WriteCall call = new WriteCall(1);
    NewRow row =
        new NewRow(
            "t|acme:a",
            1,
            UUID.randomUUID().toString(),
            0,
            "",
            new NewRow.Content(1, "m", new byte[0]),
            null,
            null,
            Set.of());
    queue.offer(new Write(call, 0, List.of(row), List.of()));
    return FutureConverters.asJava(call.future()).toCompletableFuture();
  }

  @Test
  void whateverABatchFailsOfTheNextOneIsTaken() throws Exception {
    Thread writer =
        start(() -> {
          switch (opened.incrementAndGet()) {
            case 1 -> throw new OutOfMemoryError("none left");
            case 2 -> throw new IllegalStateException("a mistake");
            default -> throw new SQLException("not there", "08001");
          }
        });
    for (String why : List.of("none left", "a mistake", "not there")) {
      CompletableFuture<?> answer = offered();
      assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasStackTraceContaining(why);
    }
    queue.close();
    writer.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(writer.isAlive()).isFalse();
    assertThat(opened).hasValue(3);
  }

  @Test
  void whatOthersStandInTheWayOfIsTriedFiveTimes() {
    Thread writer =
        start(() -> {
          opened.incrementAndGet();
          throw new SQLException("deadlock", "40P01");
        });
    CompletableFuture<?> answer = offered();
    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasStackTraceContaining("deadlock");
    assertThat(opened).hasValue(5);
    assertThat(writer.isDaemon()).isTrue();
  }
}
