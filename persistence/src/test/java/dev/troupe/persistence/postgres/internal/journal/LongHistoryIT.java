package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** One entity of many events among many entities of few, written in between each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongHistoryIT {
  private static final int EVENTS = 100_000;
  private static final String ID = "t|acme:long";

  private EmbeddedPostgres server;
  private JournalOnServer journal;

  @BeforeAll
  void start(@TempDir Path directory) throws SQLException {
    server = Databases.in(directory).start();
    journal = new JournalOnServer(server.settings().withSchema("reads"), "");
    journal.execute(
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        SELECT CASE WHEN n %% 2 = 0 THEN '%s' ELSE 't|acme:' || (n / 2 %% 10000) END,
          CASE WHEN n %% 2 = 0 THEN n / 2 ELSE n / 20000 + 1 END,
          'w', 1, '', 20, '', convert_to(repeat('x', 100), 'UTF8')
        FROM generate_series(1, %d) n\
        """
            .formatted(ID, 2 * EVENTS));
    Databases.execute(journal.settings.asOwner(), "VACUUM ANALYZE event_journal");
  }

  @AfterAll
  void stop() {
    journal.close();
    server.close();
  }

  @Test
  void replaysWholeAndInOrder() throws Exception {
    journal.reads.set(0);
    long last =
        journal
            .reader
            .messagesWithBatch(ID, 1, Long.MAX_VALUE, 0, Option.empty())
            .asJava()
            .map(event -> event.get()._1().sequenceNr())
            .runWith(
                Sink.fold(
                    0L,
                    (before, number) -> {
                      assertThat(number).isEqualTo(before + 1);
                      return number;
                    }),
                journal.system)
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertThat(last).isEqualTo(EVENTS);
    assertThat(journal.reads).hasValue(EVENTS / 500 + 1);
  }

  /** A plan that sorts would read all events again for each batch. */
  @Test
  void everyStatementWalksThePrimaryKeyAndStops() throws Exception {
    List<String> statements = new JournalQueries(new Tables("")).statements();
    assertThat(plan(statements.get(0), "'" + ID + "'"))
        .anyMatch(line -> line.contains("Index Only Scan Backward using event_journal_pkey"));
    assertThat(plan(statements.get(1), "'" + ID + "', 1, 9223372036854775807, 500, 1000000"))
        .noneMatch(line -> line.contains("Sort") || line.contains("Bitmap"))
        .anyMatch(line -> line.contains("Index Scan using event_journal_pkey"));
  }

  /** The plan for values that are not known yet, which the server goes over to. */
  private List<String> plan(String statement, String values) throws SQLException {
    StringBuilder numbered = new StringBuilder();
    int parameter = 0;
    for (String part : statement.split("\\?", -1)) {
      numbered.append(parameter == 0 ? "" : "$" + parameter).append(part);
      parameter++;
    }
    String types = parameter == 2 ? "(text)" : "(text, bigint, bigint, bigint, bigint)";
    try (Connection connection = Databases.connect(journal.settings);
        Statement sql = connection.createStatement()) {
      sql.execute("SET plan_cache_mode = force_generic_plan");
      sql.execute("PREPARE wanted " + types + " AS " + numbered);
      List<String> plan = new ArrayList<>();
      try (ResultSet rows = sql.executeQuery("EXPLAIN EXECUTE wanted (" + values + ")")) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      return plan;
    }
  }
}
