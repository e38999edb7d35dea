package dev.troupe.actor;

import dev.troupe.actor.Profile.Answer;
import dev.troupe.actor.Profile.Busy;
import dev.troupe.actor.Profile.GetName;
import dev.troupe.actor.Profile.Name;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void whatHasNoRoomInTheStashIsRejectedAndTheRestIsAnsweredLater() {
    CompletableFuture<String> name = new CompletableFuture<>();
    ActorRef<Profile.Command> profile = kit.spawn(Profile.create(() -> name, 2));
    TestProbe<Answer> first = kit.createTestProbe();
    TestProbe<Answer> second = kit.createTestProbe();
    TestProbe<Answer> third = kit.createTestProbe();
    profile.tell(new GetName(first.getRef()));
    profile.tell(new GetName(second.getRef()));
    profile.tell(new GetName(third.getRef()));
    third.expectMessage(new Busy(2));

    name.complete("ann");
    first.expectMessage(new Name("ann"));
    second.expectMessage(new Name("ann"));
    profile.tell(new GetName(third.getRef()));
    third.expectMessage(new Name("ann"));
  }
}
