package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest node has all singletons, the one that allots shards among them, and is lost. */
@Tag("alone")
class OldestNodeIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many that some of them are on shards that no node had before. */
  private static final int NEW_ACCOUNTS = 60;

  @TempDir Path directory;

  @Test
  void theOthersTakeOverItsKeysAndAllotShardsAndNothingIsLostOrRepeated() throws Exception {
    try (LoadedBank bank = LoadedBank.start(directory, 3, LoadedBank.AS_SHIPPED)) {
      TestNode oldest = oldest(bank.cluster().nodes());
      List<TestNode> others = new ArrayList<>(bank.cluster().nodes());
      others.remove(oldest.number() - 1);

      oldest.kill();
      bank.untilEachAccountIsServedAfter(System.nanoTime());
      assertThat(oldest(others)).as("the oldest now").isNotSameAs(oldest);
      newShardsAreAllotted(others);

      oldest.startAgain();
      bank.awaitReady(3);
      bank.untilEachAccountIsServedAfter(System.nanoTime());
      assertThat(oldest(bank.cluster().nodes())).as("who returns is young").isNotSameAs(oldest);
      bank.everyDepositIsThereOnce(bank.stop());
    }
  }

  /** Only who allots shards can serve keys of shards that nobody has. */
  private static void newShardsAreAllotted(List<TestNode> others) {
    Set<String> before = shards(others);
    BankClient client = new BankClient(() -> others.stream().map(TestNode::url).toList());
    for (int i = 0; i < NEW_ACCOUNTS; i++) {
      var opened =
          client.send("/tenants/late/account/a-%d/open".formatted(i), "{\"owner\":\"ann\"}", "o");
      assertThat(opened.status()).as(opened.body()).isLessThan(300);
    }
    assertThat(shards(others)).containsAll(before).hasSizeGreaterThan(before.size());
  }

  /** The shards of accounts, each of which is on one node, and on one of these. */
  private static Set<String> shards(List<TestNode> nodes) {
    JsonNode types =
        json(Management.application(nodes.getFirst(), "operator/shards").body()).path("types");
    Set<String> shards = new TreeSet<>();
    for (JsonNode type : types) {
      if (type.path("type").asText().equals("account")) {
        for (JsonNode node : type.path("nodes")) {
          if (!node.path("shards").isEmpty()) {
            assertThat(addresses(nodes)).contains(node.path("node").asText());
          }
          node.path("shards")
              .forEach(shard ->
                  assertThat(shards.add(shard.asText())).as("shard %s once", shard).isTrue());
        }
      }
    }
    return shards;
  }

  private static Set<String> addresses(List<TestNode> nodes) {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.remotingPort())
        .collect(Collectors.toSet());
  }

  /** The one that all of these take for the oldest, once they agree on one of themselves. */
  private static TestNode oldest(List<TestNode> nodes) {
    List<TestNode> found = new ArrayList<>();
    Waiting.until(
        "one view of who is the oldest",
        () -> {
          Set<String> views =
              nodes.stream()
                  .map(node -> json(Management.members(node)).path("oldest").asText())
                  .collect(Collectors.toSet());
          Optional<TestNode> one =
              nodes.stream()
                  .filter(node -> views.size() == 1)
                  .filter(node -> views.iterator().next().endsWith(":" + node.remotingPort()))
                  .findFirst();
          one.ifPresent(found::add);
          return one.isPresent();
        });
    return found.getLast();
  }

  /** What is no JSON is no answer yet. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.startsWith("{") ? text : "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
