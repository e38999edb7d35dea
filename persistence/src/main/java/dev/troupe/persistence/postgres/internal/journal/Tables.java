package dev.troupe.persistence.postgres.internal.journal;

import scala.Option;

/**
 * The names of our tables, as a statement has them.
 *
 * @param prefix the quoted schema and a dot, or empty for the connection's search path
 */
record Tables(String prefix) {

  /** The tables in the schema that Persistence JDBC is configured with. */
  static Tables in(Option<String> schema) {
    return new Tables(schema.isEmpty() ? "" : "\"" + schema.get().replace("\"", "\"\"") + "\".");
  }

  String journal() {
    return prefix + "event_journal";
  }

  String tags() {
    return prefix + "event_tag";
  }

  String catalogue() {
    return prefix + "event_catalogue";
  }

  String snapshots() {
    return prefix + "snapshot";
  }
}
