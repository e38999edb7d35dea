package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static ActorSystem<Void> system;

  @BeforeAll
  static void start() {
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "readiness",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    system.terminate();
  }

  @Test
  void aNodeWantsTrafficOnlyWhileItSaysSo() {
    Readiness readiness = Readiness.on(system);
    var check = new Readiness.Check(Adapter.toClassic(system));
    assertThat(check.get().toCompletableFuture().join()).isFalse();

    readiness.serving(true);
    assertThat(check.get().toCompletableFuture().join()).isTrue();

    readiness.serving(false);
    assertThat(check.get().toCompletableFuture().join()).isFalse();
  }

  @Test
  void aNodeThatDrainsWantsNoTrafficAndSaysSo() {
    Readiness readiness = Readiness.on(system);
    readiness.serving(true);
    assertThat(readiness.isDraining()).isFalse();

    readiness.drain();
    assertThat(readiness.isServing()).isFalse();
    assertThat(readiness.isDraining()).isTrue();
  }
}
