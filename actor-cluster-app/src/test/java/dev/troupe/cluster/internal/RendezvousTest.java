package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What moves when nodes come and go, over many sizes of clusters and numbers of shards. */
class RendezvousTest {

  /** Addresses as nodes have them, each cluster others. */
  private static List<String> nodes(int count, long seed) {
    Random random = new Random(seed);
    Set<String> nodes = new HashSet<>();
    while (nodes.size() < count) {
      nodes.add(
          "10.%d.%d.%d:17355"
              .formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
    }
    return new ArrayList<>(nodes);
  }

  private static Map<String, String> homes(int shards, List<String> nodes) {
    return IntStream.range(0, shards)
        .mapToObj(String::valueOf)
        .collect(Collectors.toMap(shard -> shard, shard -> Rendezvous.home(shard, nodes)));
  }

  /** More than chance makes of how many of so many things befall one of so many. */
  private static double luck(int things, int of) {
    return 8 * Math.sqrt((double) things / of * (1 - 1.0 / of)) + 3;
  }

  @Property
  void oneThatJoinsTakesItsShareAndNothingElseMoves(
      @ForAll @IntRange(min = 1, max = 30) int before,
      @ForAll @IntRange(min = 1, max = 2000) int shards,
      @ForAll long seed) {
    List<String> all = nodes(before + 1, seed);
    String joined = all.getLast();
    Map<String, String> old = homes(shards, all.subList(0, before));
    Map<String, String> now = homes(shards, all);

    List<String> moved =
        old.keySet().stream()
            .filter(shard -> !Objects.equals(old.get(shard), now.get(shard)))
            .toList();
    assertThat(moved).allSatisfy(shard -> assertThat(now.get(shard)).isEqualTo(joined));
    double share = (double) shards / (before + 1);
    assertThat((double) moved.size())
        .isBetween(share - luck(shards, before + 1), share + luck(shards, before + 1));
  }

  @Test
  void overManyClustersTheOneThatJoinsNineOthersTakesATenth() {
    long moved = 0;
    for (int seed = 0; seed < 100; seed++) {
      List<String> all = nodes(10, seed);
      Map<String, String> old = homes(1_000, all.subList(0, 9));
      Map<String, String> now = homes(1_000, all);
      moved +=
          old.keySet().stream()
              .filter(each -> !Objects.equals(old.get(each), now.get(each)))
              .count();
    }
    assertThat(moved).isBetween(9_500L, 10_500L);
  }

  @Property
  void everyNodeHasAboutAsManyAsTheOthers(
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 2000) int shards,
      @ForAll long seed) {
    List<String> nodes = nodes(count, seed);
    Map<String, Long> sizes =
        homes(shards, nodes).values().stream()
            .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
    double share = (double) shards / count;
    assertThat(nodes)
        .allSatisfy(node ->
            assertThat((double) sizes.getOrDefault(node, 0L))
                .isBetween(share - luck(shards, count), share + luck(shards, count)));
  }

  @Property
  void theOrderOfTheNodesDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 30) int count, @ForAll long seed) {
    List<String> nodes = nodes(count, seed);
    List<String> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(homes(128, shuffled)).isEqualTo(homes(128, nodes));
  }
}
