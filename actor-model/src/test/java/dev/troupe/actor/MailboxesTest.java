package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.Words.Command;
import dev.troupe.actor.Words.Control;
import dev.troupe.actor.Words.Hold;
import dev.troupe.actor.Words.Say;
import dev.troupe.actor.Words.Stop;
import dev.troupe.actor.Words.Urgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MailboxesTest {
  private static final String OWN =
      """
      # @start region="own"
      my-mailbox {
        mailbox-type = "dev.troupe.actor.BoundedMailbox"
        mailbox-capacity = 2
      }
      # @end
      no-mailbox {
        mailbox-type = "dev.troupe.actor.BoundedMailbox"
        mailbox-capacity = 0
      }
      """;
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(OWN).withFallback(ConfigFactory.load("application-test")));

  private final TestProbe<String> log = KIT.createTestProbe();
  private final CountDownLatch until = new CountDownLatch(1);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** An actor with this mailbox, which is at a message until it is let go. */
  private ActorRef<Command> held(String mailbox) throws InterruptedException {
    ActorRef<Command> actor =
        KIT.spawn(Words.create(log.getRef()), MailboxSelector.fromConfig(mailbox));
    CountDownLatch held = new CountDownLatch(1);
    actor.tell(new Hold(held, until));
    assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
    return actor;
  }

  private static List<Command> says(int count) {
    return IntStream.range(0, count).<Command>mapToObj(i -> new Say("" + i)).toList();
  }

  private void expect(List<? extends Command> messages) {
    until.countDown();
    messages.forEach(each -> log.expectMessage(each.toString()));
  }

  @Test
  void theUnboundedTakesAllInTheirOrder() throws Exception {
    ActorRef<Command> actor = held("troupe.mailbox.unbounded");
    List<Command> all = says(5_000);
    all.forEach(actor::tell);
    expect(all);
  }

  @Test
  void whatDoesNotFitTheBufferedGoesToTheDeadLettersAndIsCounted() throws Exception {
    assertOverflowsBeyond(10, "troupe.mailbox.buffered");
  }

  @Test
  void whatDoesNotFitTheBoundedGoesToTheDeadLettersAndIsCounted() throws Exception {
    assertOverflowsBeyond(1_000, "troupe.mailbox.bounded");
  }

  @Test
  void aMailboxOfOnesOwnHasItsOwnCapacity() throws Exception {
    assertOverflowsBeyond(2, "my-mailbox");
  }

  private void assertOverflowsBeyond(int capacity, String mailbox) throws Exception {
    TestProbe<DeadLetter> letters = KIT.createDeadLetterProbe();
    // @start region="count"
    MailboxOverflows overflows = MailboxOverflows.get(KIT.system());
    long before = overflows.byMailbox().getOrDefault(mailbox, 0L);
    // @end
    ActorRef<Command> actor = held(mailbox);
    List<Command> all = says(capacity + 3);
    all.forEach(actor::tell);
    assertThat(overflows.byMailbox()).containsEntry(mailbox, before + 3);
    assertThat(overflows.total()).isGreaterThanOrEqualTo(before + 3);
    assertThat(lettersTo(actor, letters, 3)).isEqualTo(all.subList(capacity, capacity + 3));
    expect(all.subList(0, capacity));
  }

  private static List<Object> lettersTo(
      ActorRef<Command> actor, TestProbe<DeadLetter> letters, int count) {
    List<Object> found = new ArrayList<>();
    letters.fishForMessage(
        Duration.ofSeconds(60),
        letter -> {
          if (letter.recipient().equals(Adapter.toClassic(actor))) {
            found.add(letter.message());
          }
          return found.size() == count
              ? FishingOutcomes.complete()
              : FishingOutcomes.continueAndIgnore();
        });
    return found;
  }

  @Test
  void whatIsLeftWhenTheActorStopsGoesToTheDeadLettersAndIsNoOverflow() throws Exception {
    TestProbe<DeadLetter> letters = KIT.createDeadLetterProbe();
    ActorRef<Command> actor = held("troupe.mailbox.buffered");
    MailboxOverflows overflows = MailboxOverflows.get(KIT.system());
    long before = overflows.total();
    actor.tell(new Stop());
    List<Command> all = says(2);
    all.forEach(actor::tell);
    until.countDown();
    assertThat(lettersTo(actor, letters, 2)).isEqualTo(all);
    assertThat(overflows.total()).isEqualTo(before);
  }

  @Test
  void theMostUrgentComesFirstAndEqualsInTheirOrder() throws Exception {
    ActorRef<Command> actor = held("troupe.mailbox.priority");
    Command ordinary = new Say("ordinary");
    Command later = new Urgent("later", 5);
    Command soon = new Urgent("soon", -1);
    Command atOnce = new Urgent("at once", -9);
    Command soonToo = new Urgent("soon, too", -1);
    List.of(later, ordinary, soon, atOnce, soonToo).forEach(actor::tell);
    expect(List.of(atOnce, soon, soonToo, ordinary, later));
  }

  @Test
  void controlMessagesComeBeforeAllOthers() throws Exception {
    ActorRef<Command> actor = held("troupe.mailbox.control-aware");
    Command one = new Say("one");
    Command two = new Say("two");
    Command control = new Control("stop reading");
    List.of(one, two, control).forEach(actor::tell);
    expect(List.of(control, one, two));
  }

  @Test
  void aCapacityThatCanNotBeIsRefusedWhereTheActorIsSpawned() {
    TestProbe<String> refusals = KIT.createTestProbe();
    KIT.spawn(
        Behaviors.<Void>setup(context -> {
          try {
            context.spawn(
                Words.create(log.getRef()), "none", MailboxSelector.fromConfig("no-mailbox"));
          } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
              root = root.getCause();
            }
            refusals.getRef().tell(Objects.requireNonNull(root.getMessage()));
          }
          return Behaviors.empty();
        }));
    refusals.expectMessage(
        "mailbox 'no-mailbox': mailbox-capacity must be from 1 to 10000000, was '0'");
  }

  @Test
  void aSectionWithoutACapacityIsRefused() {
    Config section = ConfigFactory.parseString("id = my-mailbox");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BoundedMailbox(Adapter.toClassic(KIT.system()).settings(), section))
        .withMessage(
            "mailbox 'my-mailbox' needs mailbox-capacity, the number of messages that it takes");
  }
}
