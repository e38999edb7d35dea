package dev.troupe.persistence.postgres.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.register.Proposal.Accepted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that has lost its synchronous standby, as one that was replaced has: it may not know of
 * what the next one has committed.
 */
class UnconfirmedServerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final RegisterValue KNOWN = new RegisterValue(1, "known");

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for: %s", what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static boolean isAnswered(RegisterStore store) {
    try {
      return store.read("a").equals(KNOWN);
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean isAccepted(RegisterStore store) {
    try {
      return store.propose("a", store.read("a").version(), "c") instanceof Accepted;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void answersNothingUntilItsCommitsAreConfirmedAgain(@TempDir Path directory) throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start()) {
      DatabaseSettings settings = server.settings();
      Schema.migrate(settings);
      DatabaseSettings superuser =
          DatabaseSettings.of(
              server.jdbcUrl(),
              "postgres",
              Files.readString(directory.resolve("superuser.password")).strip());
      DatabaseSettings impatient = settings.withUrl(settings.url() + "?socketTimeout=1");
      try (RegisterStore store = RegisterStore.open(settings, PATIENCE);
          RegisterStore cutOff = RegisterStore.open(impatient, PATIENCE)) {
        assertThat(store.propose("a", 0, "known")).isEqualTo(new Accepted(KNOWN));

        Databases.execute(
            superuser,
            "ALTER SYSTEM SET synchronous_standby_names = 'gone'",
            "SELECT pg_reload_conf()");
        await(
            "a commit that waits for the standby",
            () ->
                !isAnswered(cutOff)
                    && !Databases.query(
                            settings, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                        .isEmpty());
        assertThatThrownBy(() -> cutOff.read("a")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> cutOff.read("never-written")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> cutOff.propose("a", 1, "b")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> cutOff.propose("b", 7, "b")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> cutOff.lead("l", "ann", Duration.ofMinutes(1)))
            .isInstanceOf(SQLException.class);
        assertThat(Databases.query(settings, "SELECT value FROM cluster_register"))
            .as("what an ordinary query still answers")
            .containsExactly("known");

        Databases.execute(
            superuser, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
        await("an answer that is confirmed", () -> isAccepted(store));
      }
    }
  }
}
