package dev.troupe.erasure;

import dev.troupe.app.Declarations;
import dev.troupe.app.Feature;
import dev.troupe.app.Troupe;
import dev.troupe.persistence.feed.Feed;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.Projection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Nodes with notes, and a view with their latest texts. */
public final class NoteApp implements Feature {
  private static final String PUT =
      """
      INSERT INTO note_view VALUES (?, ?, ?)
      ON CONFLICT (tenant_id, note_id) DO UPDATE SET text = excluded.text
      """;

  /** Runs what the arguments say. */
  public static void main(String[] args) {
    Troupe.run(args, new NoteApp());
  }

  @Override
  public String name() {
    return "notes";
  }

  @Override
  public void declare(Declarations node) {
    node.serve(Note.TYPE)
        .migrations("notes", "dev/troupe/erasure/migrations")
        .project(Projection.inBatches("notes", Feed.of(Note.Event.class), NoteApp::apply));
  }

  private static void apply(Connection connection, List<FeedEvent<Note.Event>> events)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUT)) {
      for (FeedEvent<Note.Event> event : events) {
        if (event.event() instanceof Note.Written written) {
          statement.setString(1, event.key().tenant().value());
          statement.setString(2, event.key().id());
          statement.setString(3, written.text());
          statement.executeUpdate();
        }
      }
    }
  }
}
