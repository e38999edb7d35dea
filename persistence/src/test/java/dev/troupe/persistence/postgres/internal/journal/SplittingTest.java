package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplittingTest {
  private final List<Integer> done = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();
  private int attempts;

  private void split(int size, Set<Integer> culprits) {
    List<Integer> batch = IntStream.range(0, size).boxed().toList();
    Splitting.<Integer, RuntimeException>apply(
        batch,
        part -> {
          attempts++;
          if (part.stream().anyMatch(culprits::contains)) {
            return new IllegalArgumentException("one of " + part);
          }
          done.addAll(part);
          return null;
        },
        (culprit, cause) -> {
          assertThat(cause).hasMessage("one of [" + culprit + "]");
          refused.add(culprit);
        });
  }

  @Property
  void findsExactlyTheCulpritsAndDoesTheRestOnce(
      @ForAll @IntRange(max = 400) int size, @ForAll Set<@IntRange(max = 399) Integer> chosen) {
    done.clear();
    refused.clear();
    attempts = 0;
    Set<Integer> culprits = new TreeSet<>(chosen);
    culprits.removeIf(each -> each >= size);
    split(size, culprits);
    assertThat(refused).containsExactlyElementsOf(culprits);
    assertThat(done)
        .containsExactlyElementsOf(
            IntStream.range(0, size).boxed().filter(each -> !culprits.contains(each)).toList());
    int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, size - 1));
    assertThat(attempts).isLessThanOrEqualTo(1 + 2 * culprits.size() * halvings);
  }

  @Test
  void twoAmong400TakeNoMoreThan36Attempts() {
    split(400, Set.of(7, 300));
    assertThat(refused).containsExactly(7, 300);
    assertThat(done).hasSize(398);
    assertThat(attempts).isLessThanOrEqualTo(36);
  }

  @Test
  void whatKeepsAnythingFromBeingDoneEndsIt() {
    assertThatThrownBy(() ->
            Splitting.apply(
                List.of(1, 2),
                part -> {
                  attempts++;
                  throw new IOException("gone");
                },
                (culprit, cause) -> refused.add(culprit)))
        .isInstanceOf(IOException.class);
    assertThat(attempts).isEqualTo(1);
    assertThat(refused).isEmpty();
  }
}
