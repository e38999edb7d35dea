package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an export does to a database and to files, and what not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvolutionExportIT {
  private EmbeddedPostgres server;
  private Path directory = Path.of("");

  @BeforeAll
  void start(@TempDir Path directory) {
    this.directory = directory;
    server =
        EmbeddedPostgres.in(directory.resolve("postgres"))
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Ran export(DatabaseSettings database, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new picocli.CommandLine(
                new EvolutionCommands.Export(
                    Map.of(
                        "TROUPE_DATABASE_URL", database.url(),
                        "TROUPE_DATABASE_USER", database.user(),
                        "TROUPE_DATABASE_PASSWORD", database.password(),
                        "TROUPE_DATABASE_SCHEMA", database.schema())))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler((failure, line, parsed) -> {
              line.getErr().print(failure);
              return 1;
            })
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private static String query(DatabaseSettings database, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void tablesOfAnotherVersionAreOneSentenceAndStayAsTheyAre() throws Exception {
    DatabaseSettings none = server.settings().withSchema("none");
    assertThat(export(none).err())
        .contains("StartFailure: evolution: database schema 'none': the tables have version '0'");
    assertThat(query(none, "SELECT count(*) FROM pg_tables WHERE schemaname = 'none'"))
        .isEqualTo("0");

    DatabaseSettings ours = server.settings().withSchema("ours");
    Schema.migrate(ours);
    Ran open = export(ours, "--payloads", "open");
    assertThat(open.err())
        .contains("StartFailure: evolution: ")
        .contains("the tables of 'tenants' are not as the migrations");
    assertThat(query(ours, "SELECT to_regclass('ours.migrations_tenants')")).isNull();
  }

  @Test
  void theFileIsNewAndForNobodyElse() throws Exception {
    DatabaseSettings ours = server.settings().withSchema("file");
    Schema.migrate(ours);
    Path file = directory.resolve("catalogue.json");
    assertThat(export(ours, "--to", file.toString()).code()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String before = Files.readString(file);
    assertThat(export(ours, "--to", file.toString()).err())
        .contains("catalogue.json' is there already; name another");
    assertThat(file).hasContent(before);
  }
}
