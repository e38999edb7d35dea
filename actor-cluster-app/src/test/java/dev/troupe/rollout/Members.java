package dev.troupe.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * The members of the cluster, as a node knows them.
 *
 * @param up addresses of those that are up
 * @param others addresses of those that are anything else
 * @param unreachable addresses of those that somebody can't reach
 * @param leader an address; empty if there is none
 */
record Members(Set<String> up, Set<String> others, Set<String> unreachable, String leader) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Members of(TestNode node) {
    String said = Management.members(node);
    try {
      JsonNode all = JSON.readTree(said);
      Set<String> up = new TreeSet<>();
      Set<String> others = new TreeSet<>();
      for (JsonNode member : all.path("members")) {
        boolean isUp = member.path("status").asText().equals("Up");
        (isUp ? up : others).add(member.path("node").asText());
      }
      Set<String> unreachable = new TreeSet<>();
      StreamSupport.stream(all.path("unreachable").spliterator(), false)
          .forEach(each -> unreachable.add(each.path("node").asText()));
      return new Members(up, others, unreachable, all.path("leader").asText());
    } catch (IOException e) {
      // It does not answer.
      return new Members(Set.of(), Set.of(), Set.of(), "");
    }
  }

  /** Returns when these nodes know of each other and of nobody else, and all say the same. */
  static void awaitWhole(List<TestNode> nodes) {
    Waiting.until(
        "one view of all",
        () -> {
          List<Members> views = nodes.stream().map(Members::of).distinct().toList();
          return views.size() == 1 && views.getFirst().isWhole(nodes.size());
        });
  }

  private boolean isWhole(int size) {
    return up.size() == size && others.isEmpty() && unreachable.isEmpty() && !leader.isEmpty();
  }

  boolean missesSomebody() {
    return !unreachable.isEmpty();
  }
}
