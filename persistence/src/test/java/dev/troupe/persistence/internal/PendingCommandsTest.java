package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Failure;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.Wallet;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {
  private final TestInbox<EntityReply> inbox = TestInbox.create();
  private final PendingCommands pending = new PendingCommands("wallet|acme:w-1", 2);

  private EntityEnvelope envelope(int cents) {
    return EntityEnvelope.of(
        "wallet",
        Wallet.key("w-1"),
        new Wallet.Deposit(cents),
        Duration.ofSeconds(9),
        inbox.getRef());
  }

  private Failure told() {
    assertThat(inbox.hasMessages()).isTrue();
    return ((EntityReply.Failed) inbox.receiveMessage()).failure();
  }

  @Test
  void asManyAsMayWaitDo() {
    EntityEnvelope first = envelope(1);
    assertThat(pending.arrived(first)).isTrue();
    assertThat(pending.arrived(envelope(2))).isTrue();
    assertThat(inbox.hasMessages()).isFalse();
    assertThat(pending.arrived(envelope(3))).isFalse();
    assertThat(told()).isInstanceOf(Throttled.class).hasMessageContaining("of 2;");
    pending.begun(first);
    assertThat(pending.arrived(envelope(4))).isTrue();
  }

  @Test
  void allThatAreLeftAreTold() {
    EntityEnvelope first = envelope(1);
    pending.arrived(first);
    pending.arrived(envelope(2));
    pending.begun(first);
    pending.failAll("gone", Duration.ofSeconds(7));
    assertThat(told()).isInstanceOf(Unavailable.class).hasMessageContaining("gone");
    assertThat(told().retryAfter()).contains(Duration.ofSeconds(7));
    pending.failAll("gone", Duration.ofSeconds(7));
    assertThat(inbox.hasMessages()).isFalse();
  }

  @Test
  void whatWasAnsweredIsNotToldAgain() {
    EntityEnvelope first = envelope(1);
    pending.arrived(first);
    pending.begun(first);
    pending.answered();
    pending.failInFlight(new IllegalStateException("disk full"));
    assertThat(inbox.hasMessages()).isFalse();
  }

  @Test
  void whatWasDroppedIsToldWhenALaterOneIsDecided() {
    pending.arrived(envelope(1));
    EntityEnvelope second = envelope(2);
    pending.arrived(second);
    pending.begun(second);
    assertThat(told()).isInstanceOf(Unavailable.class).hasMessageContaining("dropped");
    assertThat(inbox.hasMessages()).isFalse();
  }
}
