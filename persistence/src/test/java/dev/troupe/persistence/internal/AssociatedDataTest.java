package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AssociatedDataTest {

  @Provide
  Arbitrary<List<String>> parts() {
    // Few letters and short words, so that their concatenations are often the same.
    return Arbitraries.strings()
        .withChars('a', '|', '\u0000', '\u0001', 'ü')
        .ofMaxLength(3)
        .list()
        .ofMaxSize(4);
  }

  @Property(tries = 5_000)
  void twoListsOfPartsGiveTheSameBytesOnlyIfTheyAreEqual(
      @ForAll("parts") List<String> first, @ForAll("parts") List<String> second) {
    assertThat(bytes(first).equals(bytes(second))).isEqualTo(first.equals(second));
  }

  private static List<Byte> bytes(List<String> parts) {
    return bytes(AssociatedData.of(parts.toArray(String[]::new)));
  }

  @Test
  void everyPartCounts() {
    Set<List<Byte>> all =
        Stream.of(
                AssociatedData.event("acme", "a|acme:1", 1, 7, "m"),
                AssociatedData.event("other", "a|acme:1", 1, 7, "m"),
                AssociatedData.event("acme", "a|acme:2", 1, 7, "m"),
                AssociatedData.event("acme", "a|acme:1", 2, 7, "m"),
                AssociatedData.event("acme", "a|acme:1", 1, 8, "m"),
                AssociatedData.event("acme", "a|acme:1", 1, 7, "n"),
                AssociatedData.eventMetadata("acme", "a|acme:1", 1, 7, "m"),
                AssociatedData.snapshot("acme", "a|acme:1", 1, 7, "m"),
                AssociatedData.snapshotMetadata("acme", "a|acme:1", 1, 7, "m"),
                AssociatedData.message("acme", "a|acme:1", "a|acme:2", "m"),
                AssociatedData.message("acme", "a|acme:2", "a|acme:1", "m"),
                AssociatedData.reminder("acme", "a|acme:1", "a|acme:2", "m"),
                AssociatedData.reminder("acme", "a|acme:1", "later", "m"))
            .map(AssociatedDataTest::bytes)
            .collect(Collectors.toSet());
    assertThat(all).hasSize(13);
  }

  private static List<Byte> bytes(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList();
  }
}
