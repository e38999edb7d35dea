package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.DeletionRefused;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.FutureConverters;

/** Events stay, where nodes work as another role than the owner. */
class DeletionRefusedIT {
  private static final String ID = "t|acme:a";

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "stock"})
  void anActorThatWantsItsEventsDeletedIsToldWhyTheyStay(String dao, @TempDir Path directory)
      throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start();
        JournalOnTables journal =
            new JournalOnTables(server.settings(), "troupe.journal.dao = " + dao)) {
      get(journal.write(text(ID, 1), text(ID, 2)));
      assertThatThrownBy(() -> delete(journal, 1))
          .cause()
          .isInstanceOf(DeletionRefused.class)
          .hasMessageContaining("t|acme:a: its events up to number '1' were not deleted")
          .hasMessageContaining("permission denied for table event_journal")
          .hasMessageContaining("let nodes work as the owner of the tables");
      assertThat(journal.read(ID)).hasSize(2);
      assertThat(get(journal.write(text(ID, 3))).getFirst().isSuccess()).isTrue();
    }
  }

  @Test
  void aNodeThatWorksAsTheOwnerDeletesThem(@TempDir Path directory) throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start();
        JournalOnTables journal = new JournalOnTables(server.settings().asOwner(), "")) {
      get(journal.write(text(ID, 1), text(ID, 2)));
      delete(journal, 1);
      assertThat(journal.read(ID)).hasSize(1);
    }
  }

  private static void delete(JournalOnTables journal, long to) throws Exception {
    get(FutureConverters.asJava(journal.ours.delete(ID, to)).toCompletableFuture());
  }
}
