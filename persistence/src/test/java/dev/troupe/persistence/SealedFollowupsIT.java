package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import dev.troupe.persistence.postgres.ReminderStore;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Messages and reminders whose commands are sealed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedFollowupsIT {
  private static final TenantId ACME = TenantId.of("acme");

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TestCipher cipher;
  private PostgresNode node;
  private OutboxStore outbox;
  private ReminderStore reminders;
  private StoredCommands commands;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    database = server.settings().withSchema("followups_" + ++tests).withPoolSize(6);
    Schema.migrate(database);
    cipher = new TestCipher();
    node = new PostgresNode(database, "", cipher);
    outbox = OutboxStore.open(database, 1);
    reminders = ReminderStore.open(database, 1);
    commands = StoredCommands.of(node.kit.system());
  }

  @AfterEach
  void close() {
    outbox.close();
    reminders.close();
    node.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void tell(Errand.Command<?> command) {
    EntityKey key = EntityKey.of(ACME, "e-1");
    TestProbe<EntityReply> probe = node.kit.createTestProbe();
    node.kit
        .spawn(EventSourcedBehaviors.create(Errand.TYPE, key))
        .tell(EntityEnvelope.of("errand", key, command, Duration.ofSeconds(20), probe.getRef()));
    assertThat(probe.receiveMessage(Duration.ofSeconds(20)))
        .isInstanceOf(EntityReply.Answered.class);
  }

  private Waiting head() throws Exception {
    return heads().getFirst();
  }

  private List<Waiting> heads() throws Exception {
    Turn all = new Turn("acme", Place.before(0), 100, 10, 1_000_000);
    return outbox.walk(List.of(all), 255, Unwanted.NONE).heads();
  }

  private Object command(Waiting message) throws Exception {
    String receiver = message.receiverType() + "|" + message.receiver().encoded();
    return get(commands.message(ACME, message.sender(), receiver, message.command()));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMessageIsSealedAndOpens() throws Exception {
    tell(new Errand.Pay("w-1", 60));
    Waiting message = head();
    assertThat(message.command().keyNumber()).isEqualTo(1);
    assertThat(text(message.command().fields())).doesNotContain("cents");
    assertThat(command(message)).isEqualTo(new Wallet.Deposit(60));
  }

  @Test
  void theAnswerToARejectionOpensForTheSender() throws Exception {
    tell(new Errand.Pay("w-1", 60));
    cipher.rotate("acme");
    // What the wallet is asked does not matter to the message, but that it says no.
    var wallet = node.wallet("acme", "w-1");
    EntityReply no = TestNode.join(wallet.deliver(new Wallet.Withdraw(5), head().delivery()));
    assertThat(((EntityReply.Answered) no).reply()).isInstanceOf(Reply.Rejected.class);
    Waiting answer =
        heads().stream()
            .filter(each -> each.sender().equals("wallet|acme:w-1"))
            .findFirst()
            .orElseThrow();
    assertThat(answer.receiver().encoded()).isEqualTo("acme:e-1");
    assertThat(command(answer)).isEqualTo(new Errand.Tick("kept"));
  }

  @Test
  void theAnswerToADeliveryOpensForTheSender() throws Exception {
    tell(new Errand.Pay("w-1", 60));
    Waiting message = head();
    var wallet = node.wallet("acme", "w-1");
    assertThat(TestNode.value(wallet.deliver(new Wallet.Deposit(60), message.delivery())))
        .isEqualTo(new Wallet.Balance(60));
    Waiting answer =
        heads().stream()
            .filter(each -> each.sender().equals("wallet|acme:w-1"))
            .findFirst()
            .orElseThrow();
    assertThat(command(answer)).isEqualTo(new Errand.Tick("paid"));
  }

  @Test
  void aMessageThatWasMovedToAnotherReceiverDoesNotOpen() throws Exception {
    tell(new Errand.Pay("w-1", 60));
    Databases.execute(database, "UPDATE outbox SET receiver = 'acme:w-2'");
    assertThatThrownBy(() -> command(head()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CipherFailure.NotAuthentic.class);
  }

  @Test
  void aReminderIsSealedAndOpens() throws Exception {
    tell(new Errand.Remind("daily"));
    Databases.execute(database, "UPDATE reminder SET due = clock_timestamp() - interval '1 hour'");
    Claimed claimed = reminders.claim(10, 10, Map.of(), Duration.ofMinutes(1)).claimed().getFirst();
    assertThat(claimed.command().keyNumber()).isEqualTo(1);
    assertThat(text(claimed.command().fields())).doesNotContain("reminded");
    assertThat(
            get(commands.reminder(ACME, claimed.id().persistenceId(), "daily", claimed.command())))
        .isEqualTo(new Errand.Tick("reminded"));
    assertThatThrownBy(() ->
            get(commands.reminder(ACME, claimed.id().persistenceId(), "weekly", claimed.command())))
        .hasCauseInstanceOf(CipherFailure.NotAuthentic.class);
  }

  @Test
  void keysThatAreAwayOrDestroyedAreToldApart() throws Exception {
    tell(new Errand.Pay("w-1", 60));
    cipher.away(true);
    assertThatThrownBy(() -> command(head()))
        .hasCauseInstanceOf(CipherFailure.KeysUnavailable.class);
    cipher.away(false);
    cipher.destroy("acme");
    assertThatThrownBy(() -> command(head())).hasCauseInstanceOf(CipherFailure.KeyDestroyed.class);
  }
}
