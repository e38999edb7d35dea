package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.internal.EnvelopeCodec;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no message, or none that can be sent. */
class UnreadableMessageTest {
  private static final Wire WIRE = new Wire();

  @AfterAll
  static void stop() {
    WIRE.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                         | a manifest reads type/name#version
          java.util.ArrayList              | a manifest reads type/name#version
          account/deposited#1              | no entity type is registered as 'account'
          wallet/stolen#1                  | no event is called 'stolen'
          wallet/java.lang.Runtime#1       | no event is called 'java.lang.Runtime'
          wallet/deposited#2               | version 2 is newer than the 1 this build knows
          reply:wallet/steal               | no command is called 'steal'
          message:talk/shout               | no message is registered as 'talk/shout'
          message:java.lang.Runtime        | no message is registered as 'java.lang.Runtime'
          """)
  void anUnknownNameIsRefusedWithASentence(String manifest, String sentence) {
    byte[] bytes = WIRE.write(Wire.entry(new Wallet.Deposited(5), Wire.receipt()));
    assertThatExceptionOfType(NotSerializableException.class)
        .isThrownBy(() -> WIRE.read(bytes, manifest))
        .isInstanceOf(UnreadableMessage.class)
        .withMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command:wallet/deposit",
        "reply:wallet/deposit",
        "failure:broken",
        "wallet/deposited#1",
        "wallet/.receipt",
        "wallet/.snapshot",
        "message:talk/greet"
      })
  void bytesThatAreNoMessageAreRefused(String manifest) {
    for (byte[] bytes :
        List.of(
            new byte[0],
            new byte[] {0},
            new byte[] {(byte) 0xff, 1, 2},
            "{\"e\":5}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            new byte[] {(byte) 0xbf, 0x61, 'e'},
            new byte[] {(byte) 0x81, 1})) {
      assertThatExceptionOfType(UnreadableMessage.class)
          .isThrownBy(() -> WIRE.read(bytes, manifest));
    }
  }

  @Test
  void whoeverAsksTooMuchIsToldSo() {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    Wallet.Note note = new Wallet.Note("x".repeat(EnvelopeCodec.LONGEST_COMMAND));
    assertThatThrownBy(() -> WIRE.write(Wire.envelope(note, asker.getRef())))
        .isInstanceOf(TooLarge.class);
    assertThat(asker.expectMessageClass(EntityReply.Failed.class).failure())
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("229376");
  }

  @Test
  void whoeverAsksWhatTheOtherNodeCanNotReadIsToldSo() {
    TestProbe<EntityReply> asker = WIRE.kit.createTestProbe();
    byte[] bytes = WIRE.write(Wire.envelope(new Wallet.Touch(), asker.getRef()));
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> WIRE.read(bytes, "command:wallet/deposit"));
    assertThat(asker.expectMessageClass(EntityReply.Failed.class).failure())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("can't read command deposit");
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> WIRE.read(bytes, "command:account/deposit"))
        .withMessageContaining("no entity type is registered as 'account'");
  }

  @Test
  void anUnregisteredTypeIsRefusedAtOnce() {
    EntityEnvelope foreign =
        EntityEnvelope.of(
            "account",
            Wallet.key("w-1"),
            new Wallet.Touch(),
            Duration.ofSeconds(9),
            WIRE.kit.<EntityReply>createTestProbe().getRef());
    assertThatThrownBy(() -> WIRE.manifest(foreign))
        .hasMessageContaining("registered as 'account'");
  }
}
