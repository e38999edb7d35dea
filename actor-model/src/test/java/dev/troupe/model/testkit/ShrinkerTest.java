package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Integer> shrink(List<Integer> failing, Predicate<List<Integer>> fails) {
    return Shrinker.shrink(failing, one -> Optional.empty(), fails);
  }

  @Test
  void leavesTheTwoThatMatter() {
    assertThat(shrink(upTo(500), list -> list.contains(17) && list.contains(401)))
        .containsExactly(17, 401);
  }

  @Test
  void leavesAListInWhichAllMatterAsItIs() {
    assertThat(shrink(upTo(9), upTo(9)::equals)).isEqualTo(upTo(9));
  }

  @Test
  void leavesNothingWhereNothingMatters() {
    assertThat(shrink(upTo(9), list -> true)).isEmpty();
  }

  @Test
  void keepsTheOrder() {
    List<Integer> list = List.of(5, 3, 8, 1);
    assertThat(shrink(list, each -> each.indexOf(8) >= 0 && each.indexOf(8) < each.indexOf(1)))
        .containsExactly(8, 1);
  }

  @Test
  void takesWhatIsSimplerIfItFailsAsWell() {
    List<Integer> least =
        Shrinker.shrink(
            List.of(7, 14, 21),
            each -> each > 10 ? Optional.of(10) : Optional.empty(),
            list -> list.stream().anyMatch(each -> each >= 10 && each != 14));
    assertThat(least).containsExactly(10);
  }

  @Test
  void triesABoundedNumberOfTimes() {
    AtomicInteger tries = new AtomicInteger();
    List<Integer> all = upTo(3000);
    shrink(
        all,
        list -> {
          tries.incrementAndGet();
          return list.size() > 2000;
        });
    assertThat(tries.get()).isLessThanOrEqualTo(20_000);
  }

  @Property(tries = 200)
  void whateverMattersIsLeftAndNothingElse(
      @ForAll @Size(max = 6) @UniqueElements List<@IntRange(min = 1, max = 60) Integer> needed) {
    List<Integer> sorted = needed.stream().sorted().toList();
    assertThat(shrink(upTo(60), list -> list.containsAll(sorted))).isEqualTo(sorted);
  }
}
