package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {

  private static final String URL = "jdbc:postgresql://db.example:5432/app";

  @Test
  void anOwnerIsNamedInTheEnvironmentAndIsAnotherRoleThanTheUser(@TempDir Path directory)
      throws Exception {
    Path password = Files.writeString(directory.resolve("owner"), "0wner\n");
    Optional<DatabaseSettings> settings =
        environment(
            Map.of(
                "TROUPE_DATABASE_OWNER_USER",
                "boss",
                "TROUPE_DATABASE_OWNER_PASSWORD_FILE",
                password.toString()));
    assertThat(settings)
        .contains(
            DatabaseSettings.of(URL, "app", "")
                .withOwner(new DatabaseSettings.Login("boss", "0wner")));
    DatabaseSettings found = settings.orElseThrow();
    assertThat(found.asOwner()).isEqualTo(DatabaseSettings.of(URL, "boss", "0wner"));
    assertThat(found.asOwner().asOwner()).isEqualTo(found.asOwner());
    assertThat(DatabaseSettings.of(found.withSchema("x").withPoolSize(3).toConfig()).owner())
        .isEqualTo(found.owner());
    assertThat(found.toString() + found.owner()).contains("boss").doesNotContain("0wner");
    assertRefused(
        Map.of("TROUPE_DATABASE_OWNER_PASSWORD", "0wner"),
        "environment: 'TROUPE_DATABASE_OWNER_PASSWORD' is set but 'TROUPE_DATABASE_OWNER_USER' is not; set it too, or neither");
    assertRefused(
        Map.of("TROUPE_DATABASE_OWNER_USER", "app"),
        "database owner must be another role than the user, was 'app', which is both; set TROUPE_DATABASE_OWNER_USER to the role that owns the tables, or unset it");
  }

  @Test
  void areAbsentWhereNoVariableIsSet() {
    assertThat(DatabaseSettings.fromEnvironment(Map.of("PATH", "/bin"))).isEmpty();
    assertThat(DatabaseSettings.fromEnvironment(Map.of("TROUPE_DATABASE_URL", ""))).isEmpty();
  }

  @Test
  void areReadFromVariables() {
    assertThat(
            DatabaseSettings.fromEnvironment(
                Map.of(
                    "TROUPE_DATABASE_URL", URL,
                    "TROUPE_DATABASE_USER", "app",
                    "TROUPE_DATABASE_PASSWORD", "s3cret",
                    "TROUPE_DATABASE_SCHEMA", "journal",
                    "TROUPE_DATABASE_POOL_SIZE", "20")))
        .contains(new DatabaseSettings(URL, "app", "s3cret", "journal", 20));
    assertThat(environment(Map.of())).contains(DatabaseSettings.of(URL, "app", ""));
  }

  @Test
  void readUserAndPasswordFromFilesWithoutTheirLineEnd(@TempDir Path directory) throws Exception {
    Path user = Files.writeString(directory.resolve("user"), "app\n");
    Path password = Files.writeString(directory.resolve("password"), " s3cret \r\n");
    assertThat(
            DatabaseSettings.fromEnvironment(
                Map.of(
                    "TROUPE_DATABASE_URL", URL,
                    "TROUPE_DATABASE_USER_FILE", user.toString(),
                    "TROUPE_DATABASE_PASSWORD_FILE", password.toString())))
        .contains(DatabaseSettings.of(URL, "app", " s3cret "));
  }

  @Test
  void refuseAValueAndAFileForTheSameThing() {
    assertRefused(
        Map.of("TROUPE_DATABASE_PASSWORD", "s3cret", "TROUPE_DATABASE_PASSWORD_FILE", "/run/x"),
        "environment: 'TROUPE_DATABASE_PASSWORD' and 'TROUPE_DATABASE_PASSWORD_FILE' are both set, expected one; unset the other");
  }

  @Test
  void refuseAFileThatIsNotThere() {
    assertRefused(
        Map.of("TROUPE_DATABASE_PASSWORD_FILE", "/nowhere/password"),
        "environment: 'TROUPE_DATABASE_PASSWORD_FILE' names the file '/nowhere/password', which cannot be read (NoSuchFileException); mount it or correct the path");
  }

  @Test
  void refuseAPasswordWithoutAUrl() {
    assertThatThrownBy(
            () -> DatabaseSettings.fromEnvironment(Map.of("TROUPE_DATABASE_PASSWORD", "s3cret")))
        .hasMessage(
            "environment: 'TROUPE_DATABASE_PASSWORD' is set but 'TROUPE_DATABASE_URL' is not; set it too, or neither");
  }

  @Test
  void refuseAPoolSizeThatIsNoNumberOrTooSmall() {
    assertRefused(
        Map.of("TROUPE_DATABASE_POOL_SIZE", "ten"),
        "environment: 'TROUPE_DATABASE_POOL_SIZE' must be a whole number, was 'ten'; correct it");
    assertRefused(
        Map.of("TROUPE_DATABASE_POOL_SIZE", "1"),
        "database pool size must be 2 to 1000 connections, was '1'; set TROUPE_DATABASE_POOL_SIZE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://db/app",
        "jdbc:mysql://db/app",
        "jdbc:postgresql:app",
        "",
        "jdbc:postgresql://"
      })
  void refuseAnAddressThatIsNotOfPostgreSql(String url) {
    assertThatThrownBy(() -> DatabaseSettings.of(url, "app", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "database URL must be 'jdbc:postgresql://host:port/database', was '%s'; set TROUPE_DATABASE_URL",
            url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/app?password=s3cret",
        "jdbc:postgresql://db/app?ssl=true&password=s3cret",
        "jdbc:postgresql://app:s3cret@db/app",
        "postgres://app:s3cret@db/app"
      })
  void refuseAPasswordInTheAddressWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> DatabaseSettings.of(url, "app", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("database URL must")
        .hasMessageContaining("set TROUPE_DATABASE_")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Troupe", "1a", "a-b", "a;drop", "a\n"})
  void refuseASchemaThatWouldNeedQuotes(String schema) {
    DatabaseSettings settings = DatabaseSettings.of(URL, "app", "");
    assertThatThrownBy(() -> settings.withSchema(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "database schema must match '[a-z_][a-z0-9_]{0,62}', was '%s'; set TROUPE_DATABASE_SCHEMA",
            schema);
    assertThatThrownBy(() -> settings.withSchema("a".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverShowThePassword() {
    DatabaseSettings settings = DatabaseSettings.of(URL, "app", "s3cret");
    assertThat(settings.toString()).contains(URL, "app").doesNotContain("s3cret");
  }

  @Test
  void addLimitsToTheAddress() {
    assertThat(DatabaseSettings.of(URL, "app", "").connectionUrl())
        .isEqualTo(
            URL
                + "?connectTimeout=3&socketTimeout=15&tcpKeepAlive=true&targetServerType=primary&ApplicationName=troupe&assumeMinServerVersion=13&currentSchema=troupe&options=-c%20statement_timeout%3D15s%20-c%20idle_in_transaction_session_timeout%3D30s");
  }

  @Test
  void leaveTheUsersOwnParametersAlone() {
    String url = URL + "?options=&socketTimeout=60&currentSchema=other";
    assertThat(DatabaseSettings.of(url, "app", "").connectionUrl())
        .isEqualTo(
            url
                + "&connectTimeout=3&tcpKeepAlive=true&targetServerType=primary&ApplicationName=troupe&assumeMinServerVersion=13");
  }

  @Test
  void becomeTheConfigurationOfTheJournal() {
    DatabaseSettings settings = new DatabaseSettings(URL, "app", "s3cret", "journal", 7);
    Config config = settings.toConfig().getConfig("troupe.database");
    assertThat(config.getString("url")).isEqualTo(settings.connectionUrl());
    assertThat(config.getString("user")).isEqualTo("app");
    assertThat(config.getString("password")).isEqualTo("s3cret");
    assertThat(config.getString("schema")).isEqualTo("journal");
    assertThat(config.getInt("pool-size")).isEqualTo(7);
  }

  private static Optional<DatabaseSettings> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("TROUPE_DATABASE_URL", URL);
    environment.putIfAbsent("TROUPE_DATABASE_USER", "app");
    return DatabaseSettings.fromEnvironment(environment);
  }

  private static void assertRefused(Map<String, String> more, String message) {
    assertThatThrownBy(() -> environment(more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
