package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Ping.Command;
import dev.troupe.sample.actors.Ping.Landed;
import dev.troupe.sample.actors.Ping.Serve;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PingTest {
  private static final ActorTestKit KIT = Kits.patient();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void theBallLandsWhereTheNumberOfHitsSays() {
    ActorRef<Command> ping = KIT.spawn(Ping.create());
    ActorRef<Command> pong = KIT.spawn(Ping.create());
    TestProbe<Landed> referee = KIT.createTestProbe();
    for (int hits : List.of(0, 1, 1_000, 10_001)) {
      ping.tell(new Serve(hits, pong, referee.ref()));

      assertThat(referee.receiveMessage()).isEqualTo(new Landed(hits % 2 == 0 ? pong : ping));
    }
  }
}
