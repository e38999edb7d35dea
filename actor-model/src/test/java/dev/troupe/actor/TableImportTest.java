package dev.troupe.actor;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableImportTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aBrokenRowLetsReaderAndParserBeginAgain() {
    TestProbe<String> rows = kit.createTestProbe();
    Queue<List<String>> files = new ArrayDeque<>();
    files.add(List.of("name,age", "ann,32", "bob"));
    files.add(List.of("name,age", "ann,32", "bob,33"));
    kit.spawn(TableImport.create(files::remove, rows.getRef()));
    rows.expectMessage("name=ann");
    // The group began again, since a parser alone would take 'bob,33' for the names of columns.
    rows.expectMessage("name=ann");
    rows.expectMessage("name=bob");
  }
}
