package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {
  private static final int SOME = 1_000;
  private final Packing packing = Packing.from(SOME);

  private void assertRefused(byte[] bytes, String why) {
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> packing.unpacked(bytes))
        .withMessageContaining(why);
  }

  @Test
  void whateverIsPackedIsUnpackedToTheSame() throws Exception {
    Random random = new Random(7);
    for (int length : new int[] {SOME, SOME + 1, 70_000, MessageMappers.LONGEST_MESSAGE}) {
      byte[] message = new byte[length];
      for (int i = 0; i < length; i += 1 + random.nextInt(50)) {
        message[i] = (byte) random.nextInt(8);
      }
      byte[] packed = packing.packed(message);
      assertThat(packed).hasSizeLessThan(length);
      assertThat(packing.unpacked(packed)).isEqualTo(message);
    }
  }

  @Test
  void whatIsShorterOrDoesNotGetShorterIsAsItWas() throws Exception {
    byte[] random = new byte[SOME];
    new Random(7).nextBytes(random);
    random[0] = 0x7F; // As no packed one begins.
    assertThat(packing.packed(random)).isSameAs(random);
    assertThat(packing.unpacked(random)).isSameAs(random);
    byte[] few = new byte[SOME - 1];
    assertThat(packing.packed(few)).isSameAs(few);
    byte[] more = new byte[SOME];
    assertThat(Packing.none().packed(more)).isSameAs(more);
    assertThat(packing.unpacked(new byte[0])).isEmpty();
  }

  @Test
  void anotherWayOfPackingIsRefusedAndSaysWhatToDo() {
    byte[] packed = packing.packed(new byte[SOME]);
    packed[1] = 2;
    assertRefused(packed, "packed in a way that this build does not know; deploy the build");
    assertRefused(new byte[] {(byte) 0xFF}, "packed in a way that this build does not know");
  }

  @Test
  void whatWouldBeTooLongIsRefusedBeforeMemoryIsTaken() {
    byte[] packed = packing.packed(new byte[SOME]);
    ByteBuffer.wrap(packed).putInt(2, MessageMappers.LONGEST_MESSAGE + 1);
    assertRefused(packed, "would be '1048577' bytes, expected at most '1048576'");
    ByteBuffer.wrap(packed).putInt(2, -1);
    assertRefused(packed, "would be '4294967295' bytes");
  }

  @Test
  void whatIsNotWholeIsRefused() {
    byte[] packed = packing.packed(new byte[SOME]);
    assertRefused(Arrays.copyOf(packed, packed.length - 1), "is not what was sent");
    assertRefused(Arrays.copyOf(packed, 6), "is not what was sent");
    ByteBuffer.wrap(packed).putInt(2, SOME - 1);
    assertRefused(packed, "is not what was sent");
    ByteBuffer.wrap(packed).putInt(2, SOME + 1);
    assertRefused(packed, "is not what was sent");
  }

  @Test
  void aCompressionThatThereIsNotIsRefusedByItsName() {
    var config = ConfigFactory.parseString("troupe.wire.compression = zip");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Packing.of(config))
        .withMessage("troupe.wire.compression must be 'lz4' or 'none', was 'zip'");
  }
}
