package dev.troupe.persistence.postgres.facts;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.DatabaseUnavailable;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.SchemaMismatch;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Health;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.PlainText;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Role;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Tables;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Work;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at a database as a node would see it, and changes nothing. */
public final class DatabaseLook {
  private static final int COLLATION_VERSIONS = 150_000;
  private static final int READINGS_OF_THE_CLOCK = 3;

  private final DatabaseSettings settings;
  private final Query query;

  private DatabaseLook(DatabaseSettings settings, Connection connection) {
    this.settings = settings;
    this.query = new Query(connection);
  }

  /**
   * What is seen now; blocks for as long as the database needs, and for at most the time limits of
   * the connection.
   *
   * @param clock this machine's, which the server's is held against
   * @throws DatabaseUnavailable if it does not answer
   */
  public static DatabaseFacts at(DatabaseSettings settings, InstantSource clock) {
    try (Connection connection =
        DriverManager.getConnection(
            settings.connectionUrl(), settings.user(), settings.password())) {
      return new DatabaseLook(settings, connection).facts(clock);
    } catch (SQLException e) {
      throw new DatabaseUnavailable(
          "database '%s': can't be looked at as user '%s' (%s); see that it runs, and that address and password are right"
              .formatted(
                  settings.url().replaceFirst("(?s)\\?.*", ""), settings.user(), e.getMessage()),
          e);
    }
  }

  private DatabaseFacts facts(InstantSource clock) throws SQLException {
    Optional<String> mismatch = mismatch();
    return new DatabaseFacts(server(clock), role(), tables(mismatch), work(mismatch.isEmpty()));
  }

  private Optional<String> mismatch() {
    try {
      Schema.verify(settings);
      return Optional.empty();
    } catch (SchemaMismatch e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private DatabaseFacts.Server server(InstantSource clock) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : DatabaseFacts.SETTINGS) {
      query.text("SELECT current_setting(?, true)", name).ifPresent(v -> values.put(name, v));
    }
    return new DatabaseFacts.Server(
        Map.copyOf(values),
        (int) query.number("SELECT count(*) FROM pg_stat_replication"),
        query.holds("SELECT pg_is_in_recovery()"),
        clockAhead(clock),
        new Health(
            collation(values.getOrDefault("server_version_num", "0")),
            query.number(
                "SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()")));
  }

  private Optional<String> collation(String version) throws SQLException {
    return Integer.parseInt(version) < COLLATION_VERSIONS
        ? Optional.empty()
        : query.text(
            """
            SELECT datcollversion || ', ' || pg_database_collation_actual_version(oid)
            FROM pg_database
            WHERE datname = current_database() AND datcollversion <> pg_database_collation_actual_version(oid)
            """);
  }

  /** By how much the clocks differ at least: the way there and back may have taken any time. */
  private Duration clockAhead(InstantSource clock) throws SQLException {
    Duration least = Duration.ofDays(365_000);
    for (int i = 0; i < READINGS_OF_THE_CLOCK; i++) {
      long before = clock.millis();
      long there =
          query.number("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
      long after = clock.millis();
      Duration ahead = ClockReading.ahead(there, before, after);
      least = ahead.abs().compareTo(least.abs()) < 0 ? ahead : least;
    }
    return least;
  }

  private Role role() throws SQLException {
    return new Role(
        settings.user(),
        query.holds("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"),
        query.holds("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"),
        query.texts(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND r.rolname = current_user
            """,
            settings.schema()));
  }

  private Tables tables(Optional<String> mismatch) throws SQLException {
    return new Tables(
        mismatch,
        ofSchema(
            "SELECT c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid",
            "x.indisvalid"),
        ofSchema(
            "SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid",
            "NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"),
        ofSchema(
            "SELECT c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid",
            "true"),
        ofSchema("SELECT c.relname FROM pg_class c", "c.relrowsecurity AND c.relforcerowsecurity"));
  }

  private Set<String> ofSchema(String select, String condition) throws SQLException {
    return query.texts(
        select
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND "
            + condition,
        settings.schema());
  }

  private Work work(boolean tablesFit) throws SQLException {
    Duration longest =
        Duration.ofSeconds(
            query.number(
                """
                SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::bigint
                FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND datname = current_database()
                  AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL) AND pid <> pg_backend_pid()
                """));
    return tablesFit
        ? new Work(
            longest,
            bounded("outbox WHERE parked IS NULL"),
            bounded("outbox WHERE parked IS NOT NULL"),
            projections(),
            plainText())
        : new Work(longest, 0, 0, Map.of(), new PlainText(0, 0));
  }

  private long bounded(String rows) throws SQLException {
    return query.number(
        "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d) bounded".formatted(rows, Work.MOST));
  }

  private Map<String, Long> projections() throws SQLException {
    Map<String, Long> behind = new LinkedHashMap<>();
    for (String name : query.texts("SELECT DISTINCT name FROM projection_offset")) {
      boolean stopped =
          query.holds(
              "SELECT bool_or(failure IS NOT NULL) FROM projection_offset WHERE name = ?", name);
      behind.put(name, stopped ? -1L : query.number(BEHIND, name));
    }
    return Map.copyOf(behind);
  }

  private static final String BEHIND =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM event_journal e JOIN (
          SELECT xid, ordering FROM projection_offset WHERE name = ? AND NOT paused
          ORDER BY xid, ordering LIMIT 1) slowest
        ON (e.transaction_id, e.ordering) > (slowest.xid, slowest.ordering)
        LIMIT %d) unread
      """
          .formatted(Work.MOST);

  private PlainText plainText() throws SQLException {
    List<Long> counts =
        query.numbers(
            """
            SELECT count(*), count(*) FILTER (WHERE key_number IS NULL) FROM (
              (SELECT key_number, tenant_id FROM event_journal ORDER BY ordering LIMIT 1000) UNION ALL
              (SELECT key_number, tenant_id FROM event_journal ORDER BY ordering DESC LIMIT 1000)) ends
            WHERE tenant_id NOT IN ('', '_system')
            """,
            2);
    return new PlainText(counts.get(0), counts.get(1));
  }
}
