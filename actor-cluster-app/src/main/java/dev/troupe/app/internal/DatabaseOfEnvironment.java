package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.util.Map;

/** The database that the environment names, for commands that can't do without. */
final class DatabaseOfEnvironment {
  private DatabaseOfEnvironment() {}

  /**
   * The settings of it.
   *
   * @param why it is needed, as in "the audit is in a database"
   * @throws StartFailure if there is none
   */
  static DatabaseSettings required(String why) {
    return required(why, System.getenv());
  }

  /** The same of these variables. */
  static DatabaseSettings required(String why, Map<String, String> environment) {
    return DatabaseSettings.fromEnvironment(environment)
        .orElseThrow(
            () -> new StartFailure(why + "; set TROUPE_DATABASE_URL=jdbc:postgresql://host/name"));
  }
}
