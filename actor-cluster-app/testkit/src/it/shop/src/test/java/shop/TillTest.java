package shop;

import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

// @start region="timer"
class TillTest {
  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final ActorRef<Till.Command> till = kit.spawn(Till.create());
  private final TestProbe<Boolean> clerk = kit.createTestProbe();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void locksItselfAMinuteAfterItWasOpened() {
    till.tell(new Till.Open());
    assertIsOpen(true);
    time.timePasses(Duration.ofSeconds(59));
    assertIsOpen(true);
    time.timePasses(Duration.ofSeconds(1));
    assertIsOpen(false);
  }

  private void assertIsOpen(boolean expected) {
    till.tell(new Till.IsOpen(clerk.ref()));
    clerk.expectMessage(Duration.ofSeconds(30), expected);
  }
}
// @end
