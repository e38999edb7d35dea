package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.internal.journal.Splitting.Refusal;
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
    split(size, culprits, false);
  }

  private void split(int size, Set<Integer> culprits, boolean isNamed) {
    List<Integer> batch = IntStream.range(0, size).boxed().toList();
    Splitting.<Integer, RuntimeException>apply(
        batch,
        part -> {
          attempts++;
          List<Integer> found = part.stream().filter(culprits::contains).toList();
          if (!found.isEmpty()) {
            return new Refusal<>(
                new IllegalArgumentException("one of " + part),
                isNamed ? found.subList(0, 1) : List.of());
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

  @Property
  void takesTwoAttemptsForEachCulpritThatIsNamed(
      @ForAll @IntRange(max = 400) int size, @ForAll Set<@IntRange(max = 399) Integer> chosen) {
    done.clear();
    refused.clear();
    attempts = 0;
    Set<Integer> culprits = new TreeSet<>(chosen);
    culprits.removeIf(each -> each >= size);
    split(size, culprits, true);
    assertThat(refused).containsExactlyInAnyOrderElementsOf(culprits);
    assertThat(done)
        .containsExactlyElementsOf(
            IntStream.range(0, size).boxed().filter(each -> !culprits.contains(each)).toList());
    assertThat(attempts).isLessThanOrEqualTo(1 + 2 * culprits.size());
  }

  @Test
  void whoeverIsSuspectedWronglyIsDone() {
    Splitting.<Integer, RuntimeException>apply(
        List.of(1, 2, 3, 4),
        part -> {
          if (part.contains(1)) {
            List<Integer> wrong = part.stream().filter(each -> each > 1).limit(2).toList();
            return new Refusal<>(new IllegalArgumentException("one of " + part), wrong);
          }
          done.addAll(part);
          return null;
        },
        (culprit, cause) -> refused.add(culprit));
    assertThat(refused).containsExactly(1);
    assertThat(done).containsExactlyInAnyOrder(2, 3, 4);
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
