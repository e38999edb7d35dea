package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.Attachments.Outgoing;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.Errand;
import dev.troupe.persistence.Errand.Err;
import dev.troupe.persistence.Errand.How;
import dev.troupe.persistence.Errand.Juggle;
import dev.troupe.persistence.Errand.Pay;
import dev.troupe.persistence.Errand.Refuse;
import dev.troupe.persistence.Errand.Remind;
import dev.troupe.persistence.Errand.Tick;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.Wallet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is committed beside the events of a decision. */
class FollowupsTest {
  private final DeciderSubject<Errand> errand = new DeciderSubject<>(Errand.TYPE);
  private final EntityCodec wallets = new EntityCodec(Wallet.TYPE);
  private final EntityCodec errands = new EntityCodec(Errand.TYPE);

  private static Attachments attached(EntityDecider.Outcome<?> outcome) {
    return outcome.entries().getLast().attachments();
  }

  private static void assertCommand(EntityCodec codec, Encoded encoded, Object command)
      throws IOException {
    Manifest manifest = Manifest.parse(encoded.manifest());
    assertThat(manifest.kind()).isEqualTo(Manifest.Kind.COMMAND);
    assertThat(manifest.type()).isEqualTo(codec.contract().type());
    assertThat(codec.readCommand(manifest.name(), encoded.fields())).isEqualTo(command);
  }

  @Test
  void messagesAreInTheLastEntryOfTheDecision() throws IOException {
    var outcome = errand.tell(new Pay("w-2", 5), "");
    assertThat(outcome.entries()).hasSize(2);
    assertThat(outcome.entries().getFirst().attachments().isEmpty()).isTrue();
    List<Outgoing> outgoing = attached(outcome).outgoing();
    assertThat(outgoing)
        .extracting(Outgoing::receiverType, Outgoing::receiver)
        .containsOnly(org.assertj.core.groups.Tuple.tuple("wallet", Wallet.key("w-2")));
    assertCommand(wallets, outgoing.get(0).command(), new Wallet.Deposit(5));
    assertCommand(errands, outgoing.get(0).accepted().orElseThrow(), new Tick("paid"));
    assertCommand(errands, outgoing.get(0).rejected().orElseThrow(), new Tick("kept"));
    assertThat(outgoing.get(0).command().manifest()).isEqualTo("command:wallet/deposit");
    assertCommand(wallets, outgoing.get(1).command(), new Wallet.Touch());
    assertThat(outgoing.get(1).accepted()).isEmpty();
    assertThat(outgoing.get(1).rejected()).isEmpty();
  }

  @Test
  void theReceiptIsInTheSameEntry() {
    JournalEntry last = errand.tell(new Pay("w-2", 5), "id-1").entries().getLast();
    assertThat(last.receipt()).isPresent();
    assertThat(last.attachments().outgoing()).hasSize(2);
    assertThat(errand.tell(new Pay("w-2", 5), "id-1").steps()).isEmpty();
  }

  @Test
  void aReminderWithoutAnEventHasAnEntryOfItsOwn() throws IOException {
    var outcome = errand.tell(new Remind("daily"), "");
    assertThat(outcome.entries()).hasSize(1);
    JournalEntry entry = outcome.entries().getFirst();
    assertThat(entry.event()).isEmpty();
    assertThat(entry.receipt()).isEmpty();
    Attachments.Reminder reminder = entry.attachments().reminders().getFirst();
    assertThat(reminder.name()).isEqualTo("daily");
    assertThat(reminder.schedule()).isEqualTo(Errand.HOURLY);
    assertCommand(errands, reminder.command(), new Tick("reminded"));
    assertThat(errands.readEntry(null, 1, errands.writeEntry(entry))).isEqualTo(entry);
    assertThat(DeciderSubject.reply(outcome)).isEqualTo(new Reply.Accepted<>(Done.DONE));
  }

  @Test
  void theLastWordAboutAReminderHolds() throws IOException {
    Attachments attached = attached(errand.tell(new Juggle("daily"), ""));
    assertThat(attached.reminders())
        .extracting(Attachments.Reminder::name)
        .containsExactly("daily");
    assertCommand(errands, attached.reminders().getFirst().command(), new Tick("reminded again"));
    assertThat(attached.forgotten()).containsExactly("other");
  }

  @Test
  void aDecisionWithoutFollowupsHasNothingAttached() {
    assertThat(attached(errand.tell(new Tick("a"), "")).isEmpty()).isTrue();
    assertThat(attached(errand.tell(new Refuse(), "id-1"))).isEqualTo(Attachments.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNKNOWN_TYPE            | enqueue is to 'rogue', and no such type is registered on this node; known: [
          TELL_ANOTHERS_COMMAND   | whenRejected takes a command of errand, was Touch
          REMIND_ANOTHERS_COMMAND | remind takes a command of errand, was Touch
          NOT_READABLE            | enqueue of note can't be delivered: wallet: can't read command note
          """)
  void whatCanNotBeCarriedOutIsBroken(How how, String why) {
    assertThat(DeciderSubject.failure(errand.tell(new Err(how), "id-1")))
        .isInstanceOf(Broken.class)
        .hasMessageStartingWith("errand acme:w-1: ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COMMAND_TOO_LARGE  | errand acme:w-1: enqueue: a command of 230
          TOO_LARGE_TOGETHER | may have 1048576 bytes in all, and have more; say it in several
          TOO_MANY           | may be followed by at most 1000 messages and reminders, was 1001
          """)
  void whatIsTooMuchIsTooLarge(How how, String why) {
    assertThat(DeciderSubject.failure(errand.tell(new Err(how), "id-1")))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource(How.class)
  void whatIsRefusedLeavesNoTrace(How how) {
    var before = errand.state;
    var outcome = errand.tell(new Err(how), "id-1");
    assertThat(outcome.steps()).isEmpty();
    assertThat(outcome.isStateSuspect()).isFalse();
    assertThat(errand.state).isEqualTo(before);
  }

  @Test
  void aQueryThatIsFollowedBySomethingIsBroken() {
    assertThat(DeciderSubject.failure(errand.tell(new Errand.GetNothing(), "")))
        .isInstanceOf(Broken.class)
        .hasMessageContaining(
            "GetNothing starts with Get and persists nothing, but decided messages or reminders");
  }

  @Test
  void aTenantAtItsQuotaSetsNoMoreReminders() {
    ReminderQuota quota = new ReminderQuota(tenant -> 2);
    DeciderSubject<Errand> limited = new DeciderSubject<>(Errand.TYPE, "postgres", quota);
    limited.tell(new Remind("one"), "");
    limited.tell(new Remind("two"), "");
    assertThat(DeciderSubject.failure(limited.tell(new Remind("three"), "id-1")))
        .isInstanceOf(Throttled.class)
        .hasMessage(
            "tenant acme is at its limit 'troupe.tenants.limits.reminders' of 2; send it again later");
    assertThat(limited.tell(new Tick("a"), "").entries()).hasSize(1);
    quota.committed(DeciderSubject.KEY.tenant(), 2, System.nanoTime(), 1, 7);
    assertThat(attached(limited.tell(new Remind("three"), "id-1")).reminders()).hasSize(1);
  }

  @Test
  void aReminderThatIsSetAsItFiresTakesNoMoreRoom() {
    ReminderQuota quota = new ReminderQuota(tenant -> 1);
    DeciderSubject<Errand> limited = new DeciderSubject<>(Errand.TYPE, "postgres", quota);
    limited.tell(new Remind("daily"), "");
    EntityEnvelope fired =
        EntityEnvelope.of(
            "errand",
            DeciderSubject.KEY,
            new Remind("daily"),
            Duration.ofSeconds(9),
            TestInbox.<EntityReply>create().getRef());
    var again =
        limited.tell(fired.delivering(new Delivery.OfReminder("daily", 1, 0, Optional.empty())));
    assertThat(attached(again).reminders()).hasSize(1);
    assertThat(
            DeciderSubject.failure(
                limited.tell(
                    fired.delivering(new Delivery.OfReminder("hourly", 2, 0, Optional.empty())))))
        .isInstanceOf(Throttled.class);
  }

  @Test
  void theStockJournalIsRefusedByTheNameOfItsSetting() {
    DeciderSubject<Errand> stock =
        new DeciderSubject<>(Errand.TYPE, "stock", new ReminderQuota(tenant -> 9));
    assertThat(DeciderSubject.failure(stock.tell(new Remind("daily"), "")))
        .isInstanceOf(Broken.class)
        .hasMessage(
            "errand acme:w-1: a message or a reminder can't be committed with its events, because troupe.journal.dao is 'stock'; set it to 'postgres'");
    assertThat(stock.tell(new Tick("a"), "").entries()).hasSize(1);
    assertThat(attached(stock.tell(new Tick("b"), "")).consumed()).isEqualTo(Optional.empty());
  }
}
