package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.Reply;
import java.io.IOException;
import java.util.Collections;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is long is packed on its way between nodes. */
class LongMessagesTest {
  private static final String LONG = "tea and salt, ".repeat(10_000);
  private static final String NOTE = "command:wallet/note";
  private static final Wire WIRE = new Wire();
  private static final Wire PACKS_NOTHING = new Wire("troupe.wire.compression = none");
  private static final Wire PACKS_MUCH = new Wire("troupe.wire.compress-from = 64 B");

  @AfterAll
  static void stop() {
    WIRE.close();
    PACKS_NOTHING.close();
    PACKS_MUCH.close();
  }

  private static byte[] note(Wire from, String text) {
    TestProbe<EntityReply> asker = from.kit.createTestProbe();
    return from.write(Wire.envelope(new Wallet.Note(text), asker.getRef()));
  }

  private static Object noted(Wire by, byte[] bytes) {
    return ((EntityEnvelope) by.read(bytes, NOTE)).command();
  }

  @Test
  void aLongCommandIsShorterOnItsWayAndReadAsItWas() {
    byte[] sent = note(WIRE, LONG);
    assertThat(sent.length).isLessThan(LONG.length() / 10);
    assertThat(noted(WIRE, sent)).isEqualTo(new Wallet.Note(LONG));
  }

  @Test
  void soAreALongAnswerAndALongMessageOfAPlainActor() {
    var answer =
        new EntityReply.Answered(
            "wallet",
            "get-shapes",
            new Reply.Accepted<>(Collections.nCopies(5_000, new Wallet.Circle(1))));
    assertThat(WIRE.write(answer).length).isLessThan(PACKS_NOTHING.write(answer).length / 10);
    assertThat(WIRE.copy(answer)).isEqualTo(answer);

    TestProbe<Wire.Greeted> asker = WIRE.kit.createTestProbe();
    Wire.Greet greet = new Wire.Greet(LONG, asker.getRef());
    assertThat(WIRE.write(greet).length).isLessThan(LONG.length() / 10);
    assertThat(WIRE.copy(greet)).isEqualTo(greet);
  }

  @Test
  void whatIsShortIsSentAsItIs() {
    Wire.Greeted greeted = new Wire.Greeted(3);
    assertThat(WIRE.write(greeted))
        .isEqualTo(PACKS_NOTHING.write(greeted))
        .isEqualTo(PACKS_MUCH.write(greeted));
  }

  @Test
  void fromWhichLengthOnIsASetting() {
    String text = "tea ".repeat(100);
    assertThat(note(WIRE, text).length).isGreaterThan(text.length());
    byte[] sent = note(PACKS_MUCH, text);
    assertThat(sent.length).isLessThan(text.length());
    assertThat(noted(WIRE, sent)).isEqualTo(new Wallet.Note(text));
  }

  @Test
  void aNodeThatPacksNothingReadsWhatIsPackedAndTheOtherWayRound() {
    assertThat(noted(PACKS_NOTHING, note(WIRE, LONG))).isEqualTo(new Wallet.Note(LONG));
    byte[] sent = note(PACKS_NOTHING, LONG);
    assertThat(sent.length).isGreaterThan(LONG.length());
    assertThat(noted(WIRE, sent)).isEqualTo(new Wallet.Note(LONG));
  }

  @Test
  void whoKnowsNothingOfPackingTakesItForNoMessage() {
    byte[] sent = note(WIRE, LONG);
    assertThatThrownBy(() -> MessageMappers.cbor().readTree(sent)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsStoredIsNotPacked() {
    JournalEntry entry = Wire.entry(new Wallet.Noted(LONG), Wire.receipt());
    assertThat(WIRE.write(entry))
        .isEqualTo(PACKS_NOTHING.write(entry))
        .hasSizeGreaterThan(LONG.length());
  }
}
