package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.Migrations;
import java.util.regex.Pattern;

/**
 * The tables of the journal, their versions in a database, and who may do what with them.
 *
 * <p>The owner that the settings name migrates, and grants the user and the reader role what each
 * needs. Where none is named the user does it, and a warning is logged.
 *
 * <p>All operations block, may be called from any thread and from several nodes at once, and throw
 * {@link SchemaMismatch} where this build cannot work with what is there, and {@link
 * DatabaseUnavailable} where the database does not answer.
 */
public final class Schema {

  private static final int VERSION = 12;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,32}");

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
   * Brings an application's own tables to the newest of its migrations, as {@link
   * #migrate(DatabaseSettings)} does with ours, and after it.
   *
   * <p>The files are named and written as Flyway takes them ({@code V1__tables.sql}) and find their
   * tables in our schema. The user may then read and change each table as far as its owner may, and
   * the reader role may read each that has row-level security, which holds for the owner too.
   *
   * @param name 1 to 32 of a-z 0-9 _; what ran is remembered in the table {@code migrations_name}
   * @param folder of the class path
   */
  public static void migrate(DatabaseSettings settings, String name, String folder) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "migrations: the name must match '%s', was '%s'".formatted(NAME, name));
    }
    new Migrations(settings, VERSION).migrate(name, folder);
  }

  /**
   * Changes nothing, asks as the user, and refuses a server older than PostgreSQL 13, and tables
   * that are missing, older or newer than this build or were made by an edited migration.
   */
  public static void verify(DatabaseSettings settings) {
    new Migrations(settings, VERSION).verify();
  }

  /**
   * Does the same for an application's own tables, after ours: changes nothing, and refuses what
   * {@link #migrate(DatabaseSettings, String, String)} would change.
   */
  public static void verify(DatabaseSettings settings, String name, String folder) {
    new Migrations(settings, VERSION).verify(name, folder);
  }

  /**
   * Whether {@link #migrate(DatabaseSettings)} would change tables that are there, once nobody else
   * does it; not so for a database that has none of ours. Asks as the owner, and refuses what it
   * refuses.
   */
  public static boolean isMigrationPending(DatabaseSettings settings) {
    return new Migrations(settings, VERSION).isPending();
  }
}
