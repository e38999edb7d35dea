package dev.troupe.persistence.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.postgres.internal.DatabaseEnvironment;
import dev.troupe.persistence.postgres.internal.JdbcUrl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the database is, who opens it, and which schema in it is ours.
 *
 * <p>What cannot be used is refused with {@link IllegalArgumentException}, whose message never
 * shows a password.
 *
 * @param url {@code jdbc:postgresql://…} without user and password
 * @param user the role as which nodes work
 * @param password its password; empty where the server asks for none
 * @param schema the schema of the journal's tables
 * @param poolSize connections of the journal of one node, at least 2
 * @param readerRole the role as which one tenant's rows are read; the user is a member of it
 * @param owner the role that owns the tables and migrates them; the user where none is named, which
 *     may then change what is stored
 */
public record DatabaseSettings(
    String url,
    String user,
    String password,
    String schema,
    int poolSize,
    String readerRole,
    Optional<Login> owner) {

  /**
   * A role that opens connections.
   *
   * @param user its name
   * @param password its password; empty where the server asks for none
   */
  public record Login(String user, String password) {

    /** Checks the name. */
    public Login {
      if (user.isBlank()) {
        throw new IllegalArgumentException(
            "database owner must not be empty, was '%s'; set TROUPE_DATABASE_OWNER_USER"
                .formatted(user));
      }
    }

    @Override
    public String toString() {
      return "Login[user=%s, password=(hidden)]".formatted(user);
    }
  }

  /** The schema where none is named. */
  public static final String DEFAULT_SCHEMA = "troupe";

  /** The pool where no size is given: enough for one node on a few cores. */
  public static final int DEFAULT_POOL_SIZE = 10;

  /** The reader role where none is named. */
  public static final String DEFAULT_READER_ROLE = "troupe_reader";

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** Checks every component. */
  public DatabaseSettings {
    JdbcUrl.parse(url);
    if (user.isBlank()) {
      throw new IllegalArgumentException(
          "database user must not be empty, was '%s'; set TROUPE_DATABASE_USER".formatted(user));
    }
    if (!NAME.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "database schema must match '%s', was '%s'; set TROUPE_DATABASE_SCHEMA"
              .formatted(NAME, schema));
    }
    if (poolSize < 2 || poolSize > 1_000) {
      throw new IllegalArgumentException(
          "database pool size must be 2 to 1000 connections, was '%d'; set TROUPE_DATABASE_POOL_SIZE"
              .formatted(poolSize));
    }
    if (!NAME.matcher(readerRole).matches()) {
      throw new IllegalArgumentException(
          "database reader role must match '%s', was '%s'; set TROUPE_DATABASE_READER_ROLE"
              .formatted(NAME, readerRole));
    }
    if (owner.isPresent() && owner.get().user().equals(user)) {
      throw new IllegalArgumentException(
          "database owner must be another role than the user, was '%s', which is both; set TROUPE_DATABASE_OWNER_USER to the role that owns the tables, or unset it"
              .formatted(user));
    }
  }

  /** Settings with the default reader role, and with the user as the owner. */
  public DatabaseSettings(String url, String user, String password, String schema, int poolSize) {
    this(url, user, password, schema, poolSize, DEFAULT_READER_ROLE, Optional.empty());
  }

  /** Settings with the default schema and pool size. */
  public static DatabaseSettings of(String url, String user, String password) {
    return new DatabaseSettings(url, user, password, DEFAULT_SCHEMA, DEFAULT_POOL_SIZE);
  }

  /**
   * The settings that {@code TROUPE_DATABASE_URL}, {@code _USER}, {@code _PASSWORD} (either of them
   * also as {@code _USER_FILE}, {@code _PASSWORD_FILE}), {@code _OWNER_USER}, {@code
   * _OWNER_PASSWORD} (also with {@code _FILE}), {@code _SCHEMA}, {@code _POOL_SIZE} and {@code
   * _READER_ROLE} make; empty where none of them is set.
   */
  public static Optional<DatabaseSettings> fromEnvironment(Map<String, String> environment) {
    return new DatabaseEnvironment(environment).settings();
  }

  /**
   * The settings that a node runs with: what {@link #toConfig} gave it.
   *
   * @throws IllegalStateException if it was given none
   */
  public static DatabaseSettings of(Config config) {
    if (!config.hasPath("troupe.database.url")) {
      throw new IllegalStateException(
          "database: the configuration has no 'troupe.database.url'; give the actor system what DatabaseSettings.toConfig makes");
    }
    Config database = config.getConfig("troupe.database");
    return new DatabaseSettings(
        database.getString("url"),
        database.getString("user"),
        database.getString("password"),
        database.getString("schema"),
        database.getInt("pool-size"),
        database.getString("reader-role"),
        database.hasPath("owner.user")
            ? Optional.of(
                new Login(database.getString("owner.user"), database.getString("owner.password")))
            : Optional.empty());
  }

  /** These settings for the same database by another way. */
  public DatabaseSettings withUrl(String other) {
    return new DatabaseSettings(other, user, password, schema, poolSize, readerRole, owner);
  }

  /** These settings with another schema. */
  public DatabaseSettings withSchema(String schema) {
    return new DatabaseSettings(url, user, password, schema, poolSize, readerRole, owner);
  }

  /** These settings with a pool of another size. */
  public DatabaseSettings withPoolSize(int poolSize) {
    return new DatabaseSettings(url, user, password, schema, poolSize, readerRole, owner);
  }

  /** These settings with another reader role. */
  public DatabaseSettings withReaderRole(String readerRole) {
    return new DatabaseSettings(url, user, password, schema, poolSize, readerRole, owner);
  }

  /** These settings with a role of its own that owns the tables. */
  public DatabaseSettings withOwner(Login owner) {
    return new DatabaseSettings(
        url, user, password, schema, poolSize, readerRole, Optional.of(owner));
  }

  /** These settings with the owner as the user; the same where no owner is named. */
  public DatabaseSettings asOwner() {
    return owner
        .map(login ->
            new DatabaseSettings(
                url,
                login.user(),
                login.password(),
                schema,
                poolSize,
                readerRole,
                Optional.empty()))
        .orElse(this);
  }

  /** The URL with our time limits and search path, each only where the URL does not set it. */
  public String connectionUrl() {
    return JdbcUrl.parse(url).withDefaults(schema);
  }

  /** The {@code troupe.database} values that {@code journal.conf} is resolved with. */
  public Config toConfig() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("troupe.database.url", connectionUrl());
    values.put("troupe.database.user", user);
    values.put("troupe.database.password", password);
    values.put("troupe.database.schema", schema);
    values.put("troupe.database.pool-size", poolSize);
    values.put("troupe.database.reader-role", readerRole);
    owner.ifPresent(login -> {
      values.put("troupe.database.owner.user", login.user());
      values.put("troupe.database.owner.password", login.password());
    });
    return ConfigFactory.parseMap(values, "database settings");
  }

  @Override
  public String toString() {
    return "DatabaseSettings[url=%s, user=%s, password=(hidden), schema=%s, poolSize=%d, readerRole=%s, owner=%s]"
        .formatted(
            url, user, schema, poolSize, readerRole, owner.map(Login::user).orElse("(the user)"));
  }
}
