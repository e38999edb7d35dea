package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.atomic;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.event;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.refusal;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.CatchUp;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Schedule;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.AtomicWrite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Messages, reminders and deliveries in the transaction of the events that they belong to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompanionsIT {
  private static final String A = "wallet|acme:a";
  private static final String B = "wallet|acme:b";
  private static final Encoded PAY = new Encoded("command:wallet/deposit", "pay".getBytes(UTF_8));
  private static final Encoded PAID = new Encoded("command:wallet/touch", "paid".getBytes(UTF_8));

  private static final Encoded KEPT = new Encoded("command:wallet/touch", "kept".getBytes(UTF_8));

  private EmbeddedPostgres server;
  private JournalOnTables journal;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    journal =
        new JournalOnTables(
            server.settings().withSchema("companions_" + ++tests).withPoolSize(4),
            "troupe.journal.writers = 1");
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static AtomicWrite entry(String id, long number, Attachments attachments) {
    JournalEntry entry =
        new JournalEntry(
            "wallet",
            Optional.of(new Wallet.Deposited(number)),
            Optional.empty(),
            attachments,
            ("entry " + number).getBytes(UTF_8));
    return atomic(event(id, number, entry));
  }

  private static Attachments sending(Attachments.Outgoing... messages) {
    return new Attachments(List.of(messages), List.of(), List.of(), Optional.empty());
  }

  private static Attachments.Outgoing to(String receiver, Optional<Encoded> accepted) {
    return new Attachments.Outgoing(
        "wallet", EntityKey.parse(receiver), PAY, accepted, Optional.empty());
  }

  static Attachments setting(String name, Schedule schedule) {
    return new Attachments(
        List.of(),
        List.of(new Attachments.Reminder(name, schedule, PAY)),
        List.of(),
        Optional.empty());
  }

  static Attachments forgetting(String name) {
    return new Attachments(List.of(), List.of(), List.of(name), Optional.empty());
  }

  static Attachments ending(Delivery delivery) {
    return Attachments.NONE.consuming(delivery, true);
  }

  private static Attachments rejecting(long row) {
    return Attachments.NONE.consuming(new Delivery.OfMessage(row, 1), false);
  }

  private void write(AtomicWrite... writes) throws Exception {
    assertThat(get(journal.write(writes))).allMatch(Try::isSuccess);
  }

  private long longOf(String sql) throws Exception {
    return Long.parseLong(journal.query(sql).getFirst());
  }

  @Test
  void messagesAreStoredInOrderInTheTransactionOfTheirEvent() throws Exception {
    write(entry(A, 1, sending(to("acme:b", Optional.of(PAID)), to("acme:c", Optional.empty()))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', persistence_id, tenant_id, slice, receiver_type, receiver,"
                    + " manifest, convert_from(payload, 'UTF8'), accepted_manifest,"
                    + " convert_from(accepted_payload, 'UTF8'), rejected_manifest)"
                    + " FROM outbox ORDER BY id"))
        .containsExactly(
            A
                + " acme "
                + Slices.of(A)
                + " wallet acme:b command:wallet/deposit pay command:wallet/touch paid",
            A + " acme " + Slices.of(A) + " wallet acme:c command:wallet/deposit pay");
    assertThat(
            journal.query(
                "SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM outbox"
                    + " UNION SELECT xmin::text FROM event_journal) t"))
        .containsExactly("1");
  }

  @Test
  void aRefusedEventSendsAndSetsNothing() throws Exception {
    write(entry(A, 1, Attachments.NONE));
    Attachments both =
        new Attachments(
            List.of(to("acme:b", Optional.empty())),
            List.of(new Attachments.Reminder("end", Schedule.after(Duration.ZERO), PAY)),
            List.of(),
            Optional.empty());
    assertThat(refusal(journal.write(entry(A, 1, both))))
        .isInstanceOf(WriteRefused.AnotherWriter.class);
    assertThat(journal.query("SELECT name FROM reminder UNION SELECT manifest FROM outbox"))
        .isEmpty();
  }

  @Test
  void aMessageIsTakenOnceAndItsSenderIsTold() throws Exception {
    write(entry(A, 1, sending(to("acme:b", Optional.of(PAID)))));
    long row = longOf("SELECT id FROM outbox");
    write(entry(B, 1, ending(new Delivery.OfMessage(row, 1))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', persistence_id, slice, receiver_type, receiver, manifest,"
                    + " convert_from(payload, 'UTF8'), accepted_manifest) FROM outbox"))
        .containsExactly(B + " " + Slices.of(B) + " wallet acme:a command:wallet/touch paid");
    Throwable again = refusal(journal.write(entry(B, 2, ending(new Delivery.OfMessage(row, 2)))));
    assertThat(again).isInstanceOf(WriteRefused.DeliveryDone.class);
    assertThat(((WriteRefused) again).failure())
        .isInstanceOf(AlreadyDelivered.class)
        .hasMessageContaining("wallet|acme:b: delivery 'message " + row + "/2' was done before");
    assertThat(journal.query("SELECT count(*) FROM event_journal")).containsExactly("2");
  }

  @Test
  void thatAMessageIsRejectedItsSenderLearnsBeforeWhatTheReceiverSendsLater() throws Exception {
    Attachments.Outgoing pay =
        new Attachments.Outgoing(
            "wallet", EntityKey.parse("acme:b"), PAY, Optional.empty(), Optional.of(KEPT));
    write(entry(A, 1, sending(pay)));
    long row = longOf("SELECT id FROM outbox");
    write(entry(B, 1, rejecting(row)));
    write(entry(B, 2, sending(to("acme:a", Optional.empty()))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', persistence_id, slice, receiver, manifest,"
                    + " convert_from(payload, 'UTF8')) FROM outbox ORDER BY id"))
        .containsExactly(
            B + " " + Slices.of(B) + " acme:a command:wallet/touch kept",
            B + " " + Slices.of(B) + " acme:a command:wallet/deposit pay");
    assertThat(refusal(journal.write(entry(B, 3, rejecting(row)))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
  }

  @Test
  void aRejectedMessageStaysWhereItsSenderDoesNotWantToKnow() throws Exception {
    write(entry(A, 1, sending(to("acme:b", Optional.of(PAID)))));
    long row = longOf("SELECT id FROM outbox");
    write(entry(B, 1, rejecting(row)));
    write(entry(B, 2, rejecting(row)));
    assertThat(journal.query("SELECT manifest FROM outbox"))
        .containsExactly("command:wallet/deposit");
    write(entry(B, 3, ending(new Delivery.OfMessage(row, 3))));
    assertThat(journal.query("SELECT convert_from(payload, 'UTF8') FROM outbox"))
        .containsExactly("paid");
    assertThat(refusal(journal.write(entry(B, 4, rejecting(row)))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
  }

  @Test
  void aMessageIsNotTakenByAnotherThanItsReceiver() throws Exception {
    write(entry(A, 1, sending(to("acme:b", Optional.empty()))));
    long row = longOf("SELECT id FROM outbox");
    assertThat(
            refusal(
                journal.write(entry("wallet|acme:c", 1, ending(new Delivery.OfMessage(row, 1))))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
    assertThat(journal.query("SELECT count(*) FROM outbox")).containsExactly("1");
  }

  @Test
  void whatIsRefusedInABatchLeavesTheOthersAndTheirCompanions() throws Exception {
    write(entry(A, 1, sending(to("acme:b", Optional.empty()))));
    long row = longOf("SELECT id FROM outbox");
    var answers = new CompletableFuture<?>[1];
    journal.whileInsertsWait(() -> {
      var first = journal.write(text("t|acme:first", 1));
      journal.awaitBlocked(1);
      answers[0] =
          journal.write(
              entry(B, 1, ending(new Delivery.OfMessage(row, 1))),
              entry(B, 2, ending(new Delivery.OfMessage(row, 2))),
              entry(A, 1, sending(to("acme:x", Optional.empty()))),
              entry("wallet|acme:d", 1, sending(to("acme:y", Optional.empty()))));
      assertThat(first).isNotDone();
      return null;
    });
    @SuppressWarnings("unchecked") // It was put there a moment ago.
    var answer = (CompletableFuture<List<Try<BoxedUnit>>>) answers[0];
    assertThat(get(answer)).extracting(Try::isSuccess).containsExactly(true, false, false, true);
    assertThat(journal.query("SELECT receiver FROM outbox")).containsExactly("acme:y");
  }

  @Test
  void aReminderIsSetReplacedAndForgotten() throws Exception {
    write(entry(A, 1, setting("end", Schedule.at(Instant.parse("2030-01-02T03:04:05.678901Z")))));
    String row =
        "SELECT concat_ws(' ', tenant_id, schedule, catch_up, manifest, occurrence, attempt,"
            + " extract(epoch FROM due)) FROM reminder";
    assertThat(journal.query(row))
        .containsExactly("acme once latest command:wallet/deposit 0 1 1893553445.678901");
    long first = longOf("SELECT generation FROM reminder");
    journal.execute("UPDATE reminder SET attempt = 9, parked = 'why', claimed_until = now()");
    write(
        entry(
            A,
            2,
            setting("end", Schedule.every(Duration.ofMinutes(5)).withCatchUp(CatchUp.all(24)))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', schedule, catch_up, occurrence, attempt, parked,"
                    + " claimed_until, due BETWEEN now() + interval '4 minutes'"
                    + " AND now() + interval '5 minutes') FROM reminder"))
        .containsExactly("every PT5M all 24 0 1 t");
    assertThat(longOf("SELECT generation FROM reminder")).isGreaterThan(first);
    write(entry(A, 3, forgetting("end")), entry(A, 4, forgetting("never-was")));
    assertThat(journal.query("SELECT name FROM reminder")).isEmpty();
  }

  @Test
  void ofOneNameWhatWasSaidLastHolds() throws Exception {
    write(
        entry(A, 1, setting("end", Schedule.after(Duration.ofHours(1)))),
        entry(A, 2, setting("end", Schedule.after(Duration.ofHours(2)))),
        entry(A, 3, setting("gone", Schedule.after(Duration.ofHours(1)))),
        entry(A, 4, forgetting("gone")));
    assertThat(journal.query("SELECT name || (due > now() + interval '90 minutes') FROM reminder"))
        .containsExactly("endtrue");
  }

  @Test
  void theFarthestTimesAreKept() throws Exception {
    write(entry(A, 1, setting("century", Schedule.after(Schedule.LONGEST))));
    write(entry(A, 2, setting("last", Schedule.at(Instant.parse("9999-12-31T23:59:59Z")))));
    assertThat(
            journal.query(
                "SELECT name || (due > now() + interval '99 years') FROM reminder ORDER BY due"))
        .containsExactly("centurytrue", "lasttrue");
  }

  @Test
  void theFirstTimeOfACronScheduleIsStillToBeFound() throws Exception {
    write(entry(A, 1, setting("end", Schedule.cron("0 9 * * 1-5", ZoneId.of("Europe/Berlin")))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', schedule, occurrence, due <= clock_timestamp())"
                    + " FROM reminder"))
        .containsExactly("cron 0 9 * * 1-5 Europe/Berlin -1 t");
  }

  @Test
  void aReminderMovesOnOnceAndEndsAfterItsLastTime() throws Exception {
    write(entry(A, 1, setting("end", Schedule.every(Duration.ofMinutes(5)))));
    long generation = longOf("SELECT generation FROM reminder");
    Instant next = Instant.parse("2030-01-01T00:00:00Z");
    journal.execute("UPDATE reminder SET attempt = 3, claimed_until = now()");
    write(entry(A, 2, ending(new Delivery.OfReminder("end", generation, 0, Optional.of(next)))));
    assertThat(
            journal.query(
                "SELECT concat_ws(' ', occurrence, attempt, claimed_until,"
                    + " extract(epoch FROM due)::bigint) FROM reminder"))
        .containsExactly("1 1 " + next.getEpochSecond());
    var again = new Delivery.OfReminder("end", generation, 0, Optional.of(next));
    assertThat(refusal(journal.write(entry(A, 3, ending(again)))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
    write(entry(A, 3, ending(new Delivery.OfReminder("end", generation, 1, Optional.empty()))));
    assertThat(journal.query("SELECT name FROM reminder")).isEmpty();
  }

  @Test
  void aReminderThatWasSetAnewIsNotEndedByAFormerFiring() throws Exception {
    write(entry(A, 1, setting("end", Schedule.after(Duration.ZERO))));
    long generation = longOf("SELECT generation FROM reminder");
    write(entry(A, 2, setting("end", Schedule.after(Duration.ofHours(1)))));
    var late = new Delivery.OfReminder("end", generation, 0, Optional.empty());
    assertThat(refusal(journal.write(entry(A, 3, ending(late)))))
        .isInstanceOf(WriteRefused.DeliveryDone.class);
    assertThat(journal.query("SELECT name FROM reminder")).containsExactly("end");
  }

  @Test
  void aFiringThatSetsItsReminderAgainLeavesItSet() throws Exception {
    write(entry(A, 1, setting("end", Schedule.after(Duration.ZERO))));
    long generation = longOf("SELECT generation FROM reminder");
    Attachments again =
        new Attachments(
            List.of(),
            List.of(new Attachments.Reminder("end", Schedule.after(Duration.ofHours(1)), PAY)),
            List.of(),
            Optional.empty());
    var firing = new Delivery.OfReminder("end", generation, 0, Optional.empty());
    write(entry(A, 2, again.consuming(firing, true)));
    assertThat(longOf("SELECT generation FROM reminder")).isGreaterThan(generation);
  }
}
