package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.Migrations;

/**
 * The tables of the journal and their versions in a database.
 *
 * <p>Both operations block, may be called from any thread and from several nodes at once, and throw
 * {@link SchemaMismatch} where this build cannot work with what is there, and {@link
 * DatabaseUnavailable} where the database does not answer.
 */
public final class Schema {

  private static final int VERSION = 6;

  private Schema() {}

  /** The version of the tables that this build reads and writes. */
  public static int version() {
    return VERSION;
  }

  /**
   * Brings the tables to the version of this build, each step in a transaction; one node does it
   * while the others wait. Refuses first what {@link #verify} refuses, except tables that are
   * missing or older.
   */
  public static void migrate(DatabaseSettings settings) {
    new Migrations(settings, VERSION).migrate();
  }

  /**
   * Changes nothing and refuses a server older than PostgreSQL 13, and tables that are missing,
   * older or newer than this build or were made by an edited migration.
   */
  public static void verify(DatabaseSettings settings) {
    new Migrations(settings, VERSION).verify();
  }
}
