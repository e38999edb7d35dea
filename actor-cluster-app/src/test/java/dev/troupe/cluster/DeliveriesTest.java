package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What deliveries refuse; what they do is shown on several nodes. */
class DeliveriesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  record Letter(String text) {}

  private static final DeliveryType<Letter> LETTERS =
      new DeliveryType<>("letter", Letter.class, (key, controller) -> Behaviors.empty());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void itsMessagesAreNamedByTheTypeAndTheProtocol() {
    assertThat(LETTERS.messages().name()).isEqualTo("letter");
    assertThat(LETTERS.messages().protocol()).isEqualTo(Letter.class);
  }

  @Test
  void aTypeWhoseMessagesAreNotAllKnownIsRefused() {
    assertThatThrownBy(
            () -> new DeliveryType<>("text", String.class, (key, controller) -> Behaviors.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text: java.lang.String must be a sealed interface or a record");
  }

  @Test
  void aTypeThatTheSystemCantWriteIsRefused() {
    assertThatThrownBy(() -> Deliveries.on(KIT.system()).host(LETTERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delivery type 'letter'")
        .hasMessageContaining("MessageSerializer.setup(..)");
  }

  @Test
  void aTypeThatIsNotHostedHasNoRegion() {
    assertThatThrownBy(() -> Deliveries.on(KIT.system()).region(LETTERS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivery type 'letter' is not hosted on this node, which hosts []");
  }

  @Test
  void aQueueIsNamedAsATypeIs() {
    EntityKey key = EntityKey.of(TenantId.of("acme"), "main");
    assertThatThrownBy(() -> Deliveries.queue("a.b", key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queue name must be 1 to 32 of a-z 0-9 -, was 'a.b'");
  }
}
