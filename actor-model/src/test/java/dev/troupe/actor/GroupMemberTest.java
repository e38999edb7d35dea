package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.actor.GroupEvent.Failed;
import dev.troupe.actor.GroupEvent.Halted;
import dev.troupe.actor.GroupEvent.Started;
import dev.troupe.actor.GroupMember.Halt;
import dev.troupe.actor.GroupMember.Place;
import dev.troupe.actor.GroupMember.Start;
import dev.troupe.actor.Part.Fail;
import dev.troupe.actor.Part.Hold;
import dev.troupe.actor.Part.Note;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GroupMemberTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final TestProbe<String> log = KIT.createTestProbe();
  private final TestProbe<GroupEvent> group = KIT.createTestProbe();
  private final AtomicInteger haltRound = new AtomicInteger();
  private final ActorRef<Object> part =
      KIT.spawn(
          GroupMember.create(
              new Place(7, group.getRef(), haltRound),
              3,
              cause -> Part.create("a", cause, log.getRef())));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private void start() {
    part.tell(new Start(haltRound.get(), Optional.empty()));
    group.expectMessage(new Started(7));
    log.expectMessage("a starts");
  }

  @Test
  void whatIsSentBeforeTheStartWaitsForIt() {
    part.tell(new Note("x"));
    part.tell(new Note("y"));
    start();
    log.expectMessage("a notes x as 1");
    log.expectMessage("a notes y as 2");
  }

  @Test
  void isStoppedAfterTheMessageThatItIsOnAndWhatWaitsIsForTheNextInstance() throws Exception {
    start();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch until = new CountDownLatch(1);
    part.tell(new Hold(held, until));
    assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
    part.tell(new Note("x"));
    part.tell(new Note("y"));
    haltRound.set(1);
    part.tell(new Halt(1));
    until.countDown();

    log.expectMessage("a ends");
    log.expectMessage("a's child is stopped");
    group.expectMessage(new Halted(7, 1));
    part.tell(new Start(1, Optional.of(new IllegalStateException("boom"))));
    log.expectMessage("a starts after boom");
    log.expectMessage("a notes x as 1");
    log.expectMessage("a notes y as 2");
  }

  @Test
  void whatWaitedKeepsItsOrderWhenAnInstanceFailsBetween() {
    part.tell(new Note("x"));
    part.tell(new Fail("boom"));
    part.tell(new Note("y"));
    start();
    log.expectMessage("a notes x as 1");
    log.expectMessage("a ends");
    log.expectMessage("a's child is stopped");
    Failed failed = group.expectMessageClass(Failed.class);
    assertThat(failed.cause()).hasMessage("boom");
    part.tell(new Note("z"));
    part.tell(new Start(0, Optional.of(failed.cause())));
    log.expectMessage("a starts after boom");
    log.expectMessage("a notes y as 1");
    log.expectMessage("a notes z as 2");
  }

  @Test
  void whoIsDownAnswersEachRound() {
    part.tell(new Halt(1));
    group.expectMessage(new Halted(7, 1));
    part.tell(new Halt(2));
    group.expectMessage(new Halted(7, 2));
  }

  @Test
  void moreThanTheStashHoldsGoesToTheDeadLetters() {
    TestProbe<DeadLetter> letters = KIT.createDeadLetterProbe();
    for (String text : new String[] {"1", "2", "3", "4"}) {
      part.tell(new Note(text));
    }
    DeadLetter letter =
        letters
            .fishForMessage(
                Duration.ofSeconds(60),
                each ->
                    each.message() instanceof Note
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .getFirst();
    assertThat(letter.message()).isEqualTo(new Note("4"));
    start();
    log.expectMessage("a notes 1 as 1");
  }
}
