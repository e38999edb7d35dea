package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Lamp.Command;
import dev.troupe.sample.actors.Lamp.GetLight;
import dev.troupe.sample.actors.Lamp.Light;
import dev.troupe.sample.actors.Lamp.Pass;
import dev.troupe.sample.actors.Lamp.StayOn;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LampTest {
  private static final ActorTestKit KIT = Kits.withManualTime();
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Duration ALMOST = Duration.ofSeconds(119);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ActorRef<Command> lamp = KIT.spawn(Lamp.create());

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private Light light() {
    TestProbe<Light> probe = KIT.createTestProbe();
    lamp.tell(new GetLight(probe.ref()));
    return probe.receiveMessage();
  }

  @Test
  void goesOutWhenNobodyHasPassedForTwoMinutes() {
    assertThat(light()).isEqualTo(Light.OFF);
    lamp.tell(new Pass());
    assertThat(light()).isEqualTo(Light.ON);

    TIME.timePasses(ALMOST);
    assertThat(light()).isEqualTo(Light.ON);
    TIME.timePasses(SECOND);
    assertThat(light()).isEqualTo(Light.OFF);
  }

  @Test
  void whoeverPassesBeginsTheTwoMinutesAnew() {
    for (int i = 0; i < 5; i++) {
      lamp.tell(new Pass());
      assertThat(light()).isEqualTo(Light.ON);
      TIME.timePasses(ALMOST);
    }
    assertThat(light()).isEqualTo(Light.ON);
    TIME.timePasses(SECOND);
    assertThat(light()).isEqualTo(Light.OFF);
  }

  @Test
  void staysOnOnceTheTimeoutIsCancelled() {
    lamp.tell(new Pass());
    lamp.tell(new StayOn());
    assertThat(light()).isEqualTo(Light.ON);

    TIME.timePasses(Duration.ofDays(30));

    assertThat(light()).isEqualTo(Light.ON);
  }
}
