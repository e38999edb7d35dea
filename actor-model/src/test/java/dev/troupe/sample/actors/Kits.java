package dev.troupe.sample.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;

/** Test kits for machines that are busy: whoever waits for something waits for up to a minute. */
final class Kits {
  private static final Config PATIENT =
      ConfigFactory.parseString(
          """
          pekko.actor.testkit.typed {
            single-expect-default = 60s
            default-timeout = 60s
            filter-leeway = 60s
            system-shutdown-default = 60s
          }
          """);

  private Kits() {}

  static ActorTestKit patient() {
    return ActorTestKit.create(PATIENT.withFallback(ConfigFactory.load()));
  }

  /** A kit in which time passes when the test says so. */
  static ActorTestKit withManualTime() {
    return ActorTestKit.create(
        ManualTime.config().withFallback(PATIENT).withFallback(ConfigFactory.load()));
  }
}
