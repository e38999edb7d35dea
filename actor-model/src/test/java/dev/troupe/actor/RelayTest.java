package dev.troupe.actor;

import dev.troupe.actor.Relay.Authorise;
import dev.troupe.actor.Relay.Pause;
import dev.troupe.actor.Relay.Refused;
import dev.troupe.actor.Relay.Resume;
import dev.troupe.actor.Relay.Send;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<String> target = kit.createTestProbe();
  private final TestProbe<Refused> refusals = kit.createTestProbe();
  private final ActorRef<Relay.Command> relay = kit.spawn(Relay.create("sesame", target.getRef()));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void send(String text) {
    relay.tell(new Send(text, refusals.getRef()));
  }

  @Test
  void rejectsUntilItIsAuthorisedAndThenForwards() {
    send("a");
    refusals.expectMessage(new Refused("not authorised after 0 attempts"));
    relay.tell(new Authorise("simsim"));
    send("b");
    refusals.expectMessage(new Refused("not authorised after 1 attempts"));
    relay.tell(new Authorise("sesame"));
    send("c");
    send("d");
    target.expectMessage("1 c");
    target.expectMessage("2 d");
  }

  @Test
  void becomesWhatItWasWithTheStateThatItHad() {
    relay.tell(new Authorise("sesame"));
    send("a");
    relay.tell(new Pause("lunch"));
    relay.tell(new Pause("fire"));
    send("b");
    relay.tell(new Resume());
    send("c");
    relay.tell(new Resume());
    send("d");
    target.expectMessage("1 a");
    refusals.expectMessage(new Refused("fire"));
    refusals.expectMessage(new Refused("lunch"));
    target.expectMessage("2 d");
  }
}
