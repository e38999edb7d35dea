package dev.troupe.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.app.internal.Ran;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.http.operator.Operators.Answer;
import dev.troupe.http.operator.Operators.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How much nodes log, set by operators while two of them run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoggingIT {
  private static final String SHARDS = "dev.troupe.cluster.ShardEvent";

  private Operators operators;
  private Path tokenFile;
  private String ada;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    operators = new Operators(directory);
    ada = operators.operator("ada", "*");
    tokenFile = Files.writeString(directory.resolve("ada.token"), ada);
  }

  @AfterAll
  void stop() {
    operators.close();
  }

  private static Call put(String logger, String body) {
    return new Call("PUT", "/operator/logging/" + logger, body.replace('\'', '"'), "");
  }

  private static Call delete(String logger, String query) {
    return new Call("DELETE", "/operator/logging/" + logger + query, "", "");
  }

  private String level(int node, String logger) throws Exception {
    Answer answer = operators.send(node, ada, Call.get("/operator/logging"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(answer.json().path("loggers").spliterator(), false)
        .filter(each -> each.path("logger").asText().equals(logger))
        .map(each ->
            each.path("level").asText() + (each.path("set").asBoolean() ? " set" : " configured"))
        .findFirst()
        .orElse("none");
  }

  private void awaitLevel(int node, String logger, String level) throws Exception {
    Operators.await(logger + " at " + level, () -> level(node, logger).equals(level));
  }

  @Test
  void aLevelHoldsOnAllNodesAlsoOnOneThatStartsAgainUntilItIsTakenBack() throws Exception {
    assertThat(level(1, SHARDS)).isEqualTo("none");
    assertThat(operators.send(1, ada, put(SHARDS, "{'level':'debug','why':'shards'}")).status())
        .isEqualTo(204);
    awaitLevel(1, SHARDS, "DEBUG set");
    awaitLevel(2, SHARDS, "DEBUG set");

    List<TestNode> nodes = operators.cluster().nodes();
    List<Integer> opened = new ArrayList<>();
    Operators.await(
        "lines of both nodes",
        () -> {
          opened.add(opened.size());
          assertThat(operators.opened("initech", "loud-" + opened.size())).isEmpty();
          return nodes.stream()
              .allMatch(node -> node.log().lines().anyMatch(LoggingIT::isLineOfAShard));
        });

    assertThat(operators.cluster().node(2).stop()).isZero();
    operators.cluster().node(2).startAgain();
    operators.cluster().awaitReady();
    awaitLevel(2, SHARDS, "DEBUG set");

    assertThat(operators.send(2, ada, delete(SHARDS, "?why=done")).status()).isEqualTo(204);
    awaitLevel(1, SHARDS, "none");
    awaitLevel(2, SHARDS, "none");
    assertThat(operators.rows(""))
        .extracting(LoggingIT::said)
        .contains(
            "ada set-log-level operator:set-logging DONE shards; 'dev.troupe.cluster.ShardEvent' to 'DEBUG'",
            "ada reset-log-level operator:set-logging DONE done; 'dev.troupe.cluster.ShardEvent'");
  }

  private static boolean isLineOfAShard(String line) {
    return line.contains("DEBUG") && line.contains("cluster.ShardEvent");
  }

  private static String said(JsonNode row) {
    return String.join(
        " ",
        row.path("principal").asText(),
        row.path("action").asText(),
        row.path("target").asText(),
        row.path("outcome").asText(),
        row.path("detail").asText());
  }

  @Test
  void whatIsConfiguredComesBack() throws Exception {
    assertThat(level(1, "ROOT")).isEqualTo("INFO configured");
    assertThat(operators.send(1, ada, put("root", "{'level':'WARN','why':'x'}")).status())
        .isEqualTo(204);
    awaitLevel(2, "ROOT", "WARN set");
    assertThat(operators.send(1, ada, delete("root", "?why=x")).status()).isEqualTo(204);
    awaitLevel(2, "ROOT", "INFO configured");
  }

  @Test
  void whatCannotBeSetIsRefusedByName() throws Exception {
    for (Call call :
        List.of(
            put(SHARDS, "{'level':'off','why':'x'}"),
            put(SHARDS, "{'level':'debug'}"),
            put(SHARDS, "{'level':'debug','why':''}"),
            put("dev.troupe.audit", "{'level':'error','why':'x'}"),
            put("no%20name", "{'level':'debug','why':'x'}"),
            delete(SHARDS, ""),
            delete(SHARDS, "?why=%0A"),
            delete(SHARDS, "?why=x&level=debug"))) {
      Answer answer = operators.send(1, ada, call);
      assertThat(answer.status()).as("%s: %s", call, answer.body()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("invalid-field");
    }
    assertThat(operators.send(1, ada, Call.post("/operator/logging/" + SHARDS, "{}")).status())
        .isEqualTo(405);
  }

  @Test
  void whoMayLookMayNotSet() throws Exception {
    String watcher = operators.operator("watcher", "logging");
    assertThat(operators.send(1, watcher, Call.get("/operator/logging")).status()).isEqualTo(200);
    Call loud = put("root", "{'level':'trace','why':'x'}");
    for (String token : List.of(watcher, operators.user("initech"))) {
      assertThat(operators.send(1, token, loud).status()).isEqualTo(403);
      assertThat(operators.send(1, token, delete("root", "?why=x")).status()).isEqualTo(403);
    }
    assertThat(operators.send(1, "", loud).status()).isEqualTo(401);
  }

  @Test
  void theLinesOfTheGuideDoWhatTheySay() throws Exception {
    Path script =
        Path.of("src", "test", "resources", "dev", "troupe", "http", "operator", "logging.sh");
    List<String> said = new ArrayList<>();
    for (String line : Files.readAllLines(script)) {
      if (line.startsWith("troupe logging ")) {
        Ran ran = Ran.of(operators.arguments(line, tokenFile));
        assertThat(ran.code()).as("%s: %s", line, ran.err()).isZero();
        said.add(ran.out());
      }
    }
    assertThat(said.getFirst()).isEqualTo("logger dev.troupe.cluster is at DEBUG\n");
    assertThat(said.get(1)).contains("ROOT\t");
    assertThat(said.getLast()).isEqualTo("logger dev.troupe.cluster is as it is configured\n");
  }
}
