package dev.troupe.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.app.internal.Ran;
import dev.troupe.http.operator.Operators.Answer;
import dev.troupe.http.operator.Operators.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What operators can see of where entities are, at three nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlacementIT {
  private static final int ACCOUNTS = 30;

  private Operators operators;
  private String operator;
  private Path tokenFile;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path key = directory.resolve("shard.key");
    Files.writeString(key, "00112233445566778899aabbccddeeff\n");
    key.toFile().setReadable(false, false);
    key.toFile().setReadable(true, true);
    operators = new Operators(directory, 3, Map.of("TROUPE_SHARD_KEY_FILE", key.toString()));
    operator = operators.operator("ada", "where", "shards");
    tokenFile = Files.writeString(directory.resolve("ada.token"), operator);
  }

  @AfterAll
  void stop() {
    operators.close();
  }

  private Answer asked(int node, String query) throws Exception {
    return operators.send(node, operator, Call.get("/operator/tenants/initech/where?" + query));
  }

  private JsonNode where(int node, String id) throws Exception {
    Answer answer = asked(node, "type=account&id=" + id);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Test
  @Order(1)
  void allNodesSayTheSameOfWhereAnEntityIsAndNoneIsStartedByThat() throws Exception {
    Map<String, Set<String>> byNode = new TreeMap<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      assertThat(operators.opened("initech", "a-" + i)).isEmpty();
      JsonNode where = where(1, "a-" + i);
      assertThat(where.path("state").asText()).isEqualTo("active");
      assertThat(where(2, "a-" + i)).isEqualTo(where);
      assertThat(where(3, "a-" + i)).isEqualTo(where);
      byNode.computeIfAbsent(where.path("node").asText(), node -> new TreeSet<>()).add("a-" + i);
    }
    assertThat(byNode.keySet())
        .containsExactlyInAnyOrderElementsOf(
            operators.cluster().nodes().stream()
                .map(node -> "127.0.0.1:" + node.remotingPort())
                .toList());

    assertThat(where(1, "never-asked").path("state").asText()).isIn("passive", "unallocated");
    assertThat(where(2, "never-asked").path("state").asText()).isIn("passive", "unallocated");
  }

  @Test
  @Order(2)
  void whatCanNotBeFoundIsSaid() throws Exception {
    List<Answer> answers =
        List.of(
            asked(1, "type=nothing&id=a-0"),
            asked(1, "type=account&id=a%20b"),
            asked(1, "type=account"),
            asked(1, "type=account&id=a-0&shard=7"),
            operators.send(
                1, operator, Call.get("/operator/tenants/nobody/where?type=account&id=a-0")),
            operators.send(
                1,
                operators.operator("eve", "show"),
                Call.get("/operator/tenants/initech/where?type=account&id=a-0")),
            operators.send(
                1,
                operators.user("initech"),
                Call.get("/operator/tenants/initech/where?type=account&id=a-0")));

    assertThat(answers)
        .extracting(Answer::status)
        .containsExactly(404, 400, 422, 422, 404, 403, 403);
    assertThat(answers)
        .extracting(Answer::code)
        .containsExactly(
            "unknown-type",
            "invalid-id",
            "invalid-field",
            "invalid-field",
            "unknown-tenant",
            "forbidden",
            "forbidden");
  }

  @Test
  @Order(2)
  void theShardsOfEachTypeAreListedByNode() throws Exception {
    Answer answer = operators.send(2, operator, Call.get("/operator/shards"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode accounts =
        StreamSupport.stream(answer.json().path("types").spliterator(), false)
            .filter(type -> type.path("type").asText().equals("account"))
            .findFirst()
            .orElseThrow();

    JsonNode where = where(1, "a-0");
    assertThat(accounts.path("nodes")).hasSize(3);
    assertThat(accounts.path("nodes"))
        .filteredOn(node -> node.path("node").equals(where.path("node")))
        .singleElement()
        .satisfies(node -> assertThat(node.path("shards")).contains(where.path("shard")));
    assertThat(accounts.path("nodes"))
        .allSatisfy(node -> assertThat(node.path("entities").asInt()).isPositive());
  }

  @Test
  @Order(2)
  void theCommandLineSaysItToo() throws Exception {
    JsonNode where = where(1, "a-0");
    Ran ran =
        Ran.of(
            "tenant",
            "where",
            "initech",
            "account",
            "a-0",
            "--url",
            operators.cluster().node(1).url().toString(),
            "--token-file",
            tokenFile.toString());

    assertThat(ran.out())
        .isEqualTo(
            "active\tshard %s\t%s%n"
                .formatted(where.path("shard").asText(), where.path("node").asText()));
  }

  @Test
  @Order(3)
  void anEntityOfANodeThatIsLostIsFoundOnAnother() throws Exception {
    String lost = "127.0.0.1:" + operators.cluster().node(3).remotingPort();
    String id = onNode(lost);
    operators.cluster().node(3).kill();

    Operators.await(
        "entity on another node",
        () -> {
          operators.send(
              1,
              operators.user("initech"),
              Call.get("/tenants/initech/account/" + id + "/balance"));
          Answer answer = asked(1, "type=account&id=" + id);
          return answer.status() == 200
              && answer.json().path("state").asText().equals("active")
              && !answer.json().path("node").asText().equals(lost);
        });
  }

  private String onNode(String node) throws Exception {
    for (int i = 0; i < ACCOUNTS; i++) {
      if (where(1, "a-" + i).path("node").asText().equals(node)) {
        return "a-" + i;
      }
    }
    throw new AssertionError("no account is at " + node);
  }
}
