package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxStoreIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LATER = Duration.ofHours(1);
  private static final int MOST = 2;

  private EmbeddedPostgres server;
  private DatabaseSettings settings;
  private OutboxStore outbox;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void useASchemaOfItsOwn() {
    settings = server.settings().withSchema("outbox_" + ++tests);
    Schema.migrate(settings);
    outbox = OutboxStore.open(settings, 2);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void givesTheFirstMessageOfEachSenderInOrder() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    enqueue("transfer|acme:t-2", 3);
    assertThat(rows(heads())).containsExactly(1L, 3L);
    assertThat(rows(outbox.heads(0, 255, List.of(1L), 10))).containsExactly(3L);
    Waiting first = heads().getFirst();
    assertThat(first.sender()).isEqualTo("transfer|acme:t-1");
    assertThat(first.receiver().encoded()).isEqualTo("acme:a-1");
    assertThat(first.command().manifest()).isEqualTo("command:account/deposit");
    assertThat(first.command().fields()).containsExactly(1, 2);
  }

  @Test
  void aTenantWithManyMessagesLeavesRoomForTheOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      enqueue("transfer|acme:t-" + i, i);
    }
    enqueue("transfer|zeta:t-1", 100);
    enqueue("transfer|beta:t-1", 101);
    assertThat(rows(outbox.heads(0, 255, List.of(), 3)))
        .containsExactlyInAnyOrder(0L, 1L, 2L, 100L, 101L);
  }

  @Test
  void eachDelivererSeesItsSlicesAlone() throws Exception {
    enqueue("transfer|acme:t-1", 1);
    int slice = Slices.of("transfer|acme:t-1");
    assertThat(outbox.heads(slice, slice, List.of(), 10)).hasSize(1);
    assertThat(outbox.heads(slice + 1, 300, List.of(), 10)).isEmpty();
    assertThat(outbox.heads(-1, slice - 1, List.of(), 10)).isEmpty();
  }

  @Test
  void aMessageThatWaitsHoldsBackTheLaterOnesOfItsSender() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    outbox.delay(new Delivery.OfMessage(1, 1), LATER);
    assertThat(heads()).isEmpty();
    outbox.delay(new Delivery.OfMessage(1, 1), NOW);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 1));
  }

  @Test
  void aRefusedMessageIsTriedUnderAnotherNumberAndParkedInTheEnd() throws Exception {
    enqueue("transfer|acme:t-1", 1, 2);
    outbox.refused(new Delivery.OfMessage(1, 1), "not-open", NOW, MOST);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    outbox.refused(new Delivery.OfMessage(1, 1), "late", NOW, MOST);
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    outbox.refused(new Delivery.OfMessage(1, 2), "x".repeat(2000), NOW, MOST);
    assertThat(rows(heads())).as("the next of the sender").containsExactly(2L);
    var parked = outbox.parked(ACME, 0, 10);
    assertThat(parked).hasSize(1);
    assertThat(parked.getFirst().reason()).hasSize(1000);
    assertThat(parked.getFirst().attempts()).isEqualTo(2);
    assertThat(parked.getFirst().receiver()).isEqualTo("account|acme:a-1");
    assertThat(outbox.parked(ACME, 1, 10)).isEmpty();
    assertThat(outbox.parked(TenantId.of("other"), 0, 10)).isEmpty();
  }

  @Test
  void aParkedMessageIsReplayedUnderANewNumberOrDropped() throws Exception {
    enqueue("transfer|acme:t-1", 1);
    assertThat(outbox.replay(ACME, 1)).as("not parked").isFalse();
    assertThat(outbox.drop(ACME, 1)).as("not parked").isFalse();
    outbox.refused(new Delivery.OfMessage(1, 1), "no", NOW, 1);
    assertThat(outbox.replay(TenantId.of("other"), 1)).isFalse();
    assertThat(outbox.replay(ACME, 1)).isTrue();
    assertThat(heads().getFirst().delivery()).isEqualTo(new Delivery.OfMessage(1, 2));
    outbox.refused(new Delivery.OfMessage(1, 2), "no", NOW, 1);
    assertThat(outbox.drop(TenantId.of("other"), 1)).isFalse();
    assertThat(outbox.drop(ACME, 1)).isTrue();
    assertThat(Databases.query(settings, "SELECT id FROM outbox")).isEmpty();
  }

  @Test
  void aRejectionIsAnsweredToTheSenderOnce() throws Exception {
    enqueue("transfer|acme:t-1", 77);
    Databases.execute(
        settings,
        "UPDATE outbox SET rejected_manifest = 'command:transfer/refuse', rejected_payload = '\\x07'");
    Waiting rejected = heads().getFirst();
    assertThat(rejected.isAnswerWanted()).isTrue();
    outbox.answerRejection(rejected);
    outbox.answerRejection(rejected);
    Waiting answer = heads().getFirst();
    assertThat(heads()).hasSize(1);
    assertThat(answer.sender()).isEqualTo("account|acme:a-1");
    assertThat(answer.receiverType()).isEqualTo("transfer");
    assertThat(answer.receiver().encoded()).isEqualTo("acme:t-1");
    assertThat(answer.command().manifest()).isEqualTo("command:transfer/refuse");
    assertThat(answer.command().fields()).containsExactly(7);
    assertThat(answer.isAnswerWanted()).isFalse();
  }

  private List<Waiting> heads() throws Exception {
    return outbox.heads(0, 255, List.of(), 10);
  }

  private static List<Long> rows(List<Waiting> heads) {
    return heads.stream().map(head -> head.delivery().row()).toList();
  }

  private void enqueue(String sender, long... rows) throws Exception {
    for (long row : rows) {
      Databases.execute(
          settings,
          "INSERT INTO outbox (id, persistence_id, slice, receiver_type, receiver, manifest, payload)"
              + " VALUES (%d, '%s', %d, 'account', 'acme:a-1', 'command:account/deposit', '\\x0102')"
                  .formatted(row, sender, Slices.of(sender)));
    }
  }
}
