package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;

class EntityRuntimeTest {
  @Test
  void isOnePerActorSystem() {
    try (TestNode node = new TestNode("")) {
      EntityRuntime runtime = EntityRuntime.on(node.kit.system());
      assertThat(EntityRuntime.on(node.kit.system())).isSameAs(runtime);
      assertThat(runtime.codec("wallet")).isSameAs(runtime.codec("wallet"));
    }
  }

  @Test
  void aTypeThatWasNotRegisteredIsRefusedAndSaysWhatToDo() {
    try (TestNode node = new TestNode("")) {
      assertThatIllegalStateException()
          .isThrownBy(() -> EntityRuntime.on(node.kit.system()).codec("account"))
          .withMessageContaining("account: not registered in actor system 'node'; start it with");
    }
  }

  @Test
  void anActorSystemThatWasNotSetUpIsRefusedAndSaysWhatToDo() {
    ActorTestKit kit = ActorTestKit.create("bare");
    try {
      assertThatIllegalStateException()
          .isThrownBy(() -> EntityRuntime.on(kit.system()))
          .withMessageContaining("'bare' was not started with MessageSerializer.setup");
    } finally {
      kit.shutdownTestKit();
    }
  }
}
