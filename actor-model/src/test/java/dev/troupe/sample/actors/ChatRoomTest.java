package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.ChatRoom.Command;
import dev.troupe.sample.actors.ChatRoom.Enter;
import dev.troupe.sample.actors.ChatRoom.Said;
import dev.troupe.sample.actors.ChatRoom.Say;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ChatRoomTest {
  private static final ActorTestKit KIT = Kits.patient();

  private final ActorRef<Command> room = KIT.spawn(ChatRoom.create());

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private StatusReply<Done> enter(String name, TestProbe<Said> screen) {
    TestProbe<StatusReply<Done>> probe = KIT.createTestProbe();
    room.tell(new Enter(name, screen.ref(), probe.ref()));
    return probe.receiveMessage();
  }

  @Test
  void allHearWhatIsSaidButWhoSaysIt() {
    TestProbe<Said> ann = KIT.createTestProbe();
    TestProbe<Said> bob = KIT.createTestProbe();
    TestProbe<Said> cyd = KIT.createTestProbe();
    enter("ann", ann);
    enter("bob", bob);
    enter("cyd", cyd);

    room.tell(new Say("ann", "Is anybody here?"));
    room.tell(new Say("bob", "I am."));

    assertThat(ann.receiveMessage()).isEqualTo(new Said("bob", "I am."));
    assertThat(bob.receiveMessage()).isEqualTo(new Said("ann", "Is anybody here?"));
    assertThat(cyd.receiveMessage()).isEqualTo(new Said("ann", "Is anybody here?"));
    assertThat(cyd.receiveMessage()).isEqualTo(new Said("bob", "I am."));
  }

  @Test
  void aNameIsTakenUntilItsScreenIsGone() {
    TestProbe<Said> screen = KIT.createTestProbe();
    TestProbe<Said> other = KIT.createTestProbe();
    assertThat(enter("ann", screen).isSuccess()).isTrue();
    assertThat(enter("ann", other).getError()).hasMessage("ann is in the room already");

    screen.stop();

    other.awaitAssert(() -> {
      assertThat(enter("ann", other).isSuccess()).isTrue();
      return Done.getInstance();
    });
  }
}
