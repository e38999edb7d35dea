package dev.troupe.persistence.postgres.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.feed.JournalCommits;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.feed.FeedWakeup.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A commit on one node is heard on that node and on others, and by nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedWakeupIT {
  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** What one node hears. */
  private static final class Node implements AutoCloseable {
    private final FeedWakeup wakeup;
    private final BlockingQueue<Reason> heard = new LinkedBlockingQueue<>();

    Node(DatabaseSettings settings) {
      wakeup = FeedWakeup.start(settings, Duration.ofMillis(1));
      wakeup.listen(heard::add);
      // Said by itself once it listens.
      assertThat(next()).isEqualTo(Reason.OPERATOR);
    }

    Reason next() {
      try {
        Reason reason = heard.poll(30, TimeUnit.SECONDS);
        if (reason == null) {
          throw new AssertionError("nothing was heard");
        }
        return reason;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      wakeup.close();
    }
  }

  @Test
  void aCommitIsHeardOnAllNodesOfTheSchemaAndOnNoOther() {
    DatabaseSettings ours = server.settings();
    try (Node writer = new Node(ours);
        Node other = new Node(ours);
        Node stranger = new Node(ours.withSchema("another"))) {
      writer.wakeup.committed();
      assertThat(writer.next()).isEqualTo(Reason.EVENTS);
      assertThat(other.next()).isEqualTo(Reason.EVENTS);
      writer.wakeup.changed();
      assertThat(writer.next()).isEqualTo(Reason.OPERATOR);
      assertThat(other.next()).isEqualTo(Reason.OPERATOR);
      // Notifications come in order, so what the stranger hears of its own comes after ours.
      stranger.wakeup.changed();
      assertThat(stranger.next()).isEqualTo(Reason.OPERATOR);
      assertThat(stranger.heard).isEmpty();
    }
  }

  @Test
  void manyCommitsAreSaidTogetherAndTheLastIsNeverLost() throws Exception {
    try (Node writer = new Node(server.settings());
        Node other = new Node(server.settings())) {
      for (int i = 0; i < 100_000; i++) {
        writer.wakeup.committed();
      }
      assertThat(other.next()).isEqualTo(Reason.EVENTS);
      assertThat(writer.next()).isEqualTo(Reason.EVENTS);
      writer.heard.clear();
      writer.wakeup.committed();
      assertThat(writer.next()).isEqualTo(Reason.EVENTS);
      assertThat(other.heard).hasSizeLessThan(50_000);
    }
  }

  @Test
  void whoLostItsConnectionsListensAgainAndIsToldToLook() throws Exception {
    try (Node writer = new Node(server.settings());
        Node other = new Node(server.settings())) {
      writer.wakeup.committed();
      assertThat(other.next()).isEqualTo(Reason.EVENTS);
      Databases.query(
          server.settings(),
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
      assertThat(other.next()).isEqualTo(Reason.OPERATOR);
      while (writer.next() != Reason.OPERATOR) {
        assertThat(writer.heard.size()).isLessThan(100);
      }
      writer.wakeup.committed();
      assertThat(other.next()).isEqualTo(Reason.EVENTS);
    }
  }

  @Test
  void whatANewerBuildSaysIsAReasonToLook() throws Exception {
    try (Node node = new Node(server.settings())) {
      for (int i = 0; i < 2; i++) {
        Databases.query(
            server.settings(), "SELECT pg_notify('troupe_feed', 'troupe TOMORROW another')");
        assertThat(node.next()).isEqualTo(Reason.OPERATOR);
      }
    }
  }

  @Test
  void theJournalsCommitsReachWhoListens() throws Exception {
    try (Events events = new Events();
        Node node = new Node(server.settings())) {
      JournalCommits.on(events.system()).listen(node.wakeup::committed);
      JournalCommits.on(events.system()).committed();
      assertThat(node.next()).isEqualTo(Reason.EVENTS);
    }
  }
}
