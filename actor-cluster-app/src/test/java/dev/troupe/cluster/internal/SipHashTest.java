package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that the authors of SipHash publish, for the key 00 01 .. 0f. */
class SipHashTest {
  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 310e0edd47db6f72",
    "1, fd67dc93c539f874",
    "2, 5a4fa9d909806c0d",
    "3, 2d7efbd796666785",
    "4, b7877127e09427cf",
    "5, 8da699cd64557618",
    "6, cee3fe586e46c9cb",
    "7, 37d1018bf50002ab",
    "8, 6224939a79f5f593",
    "15, e545be4961ca29a1",
  })
  void hashesAsItsAuthorsDo(int length, String littleEndian) {
    long hash = SipHash.of(counting(16)).hash(counting(length));
    assertThat(String.format("%016x", Long.reverseBytes(hash))).isEqualTo(littleEndian);
  }

  @Test
  void hashesTheExampleOfThePaper() {
    assertThat(SipHash.of(counting(16)).hash(counting(15))).isEqualTo(0xa129ca6149be45e5L);
  }

  @Test
  void anotherKeyGivesAnotherHash() {
    byte[] other = counting(16);
    other[15]++;
    assertThat(SipHash.of(other).hash(counting(15)))
        .isNotEqualTo(SipHash.of(counting(16)).hash(counting(15)));
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> SipHash.of(Arrays.copyOf(counting(16), 15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'16' bytes, was '15'");
  }
}
