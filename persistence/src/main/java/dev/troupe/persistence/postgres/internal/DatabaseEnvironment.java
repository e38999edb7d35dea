package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The {@code TROUPE_DATABASE_*} variables of a process, or of a test. */
public record DatabaseEnvironment(Map<String, String> variables) {

  private static final String PREFIX = "TROUPE_DATABASE_";

  /** The settings they make; empty where none is set. */
  public Optional<DatabaseSettings> settings() {
    Optional<String> url = value("URL");
    if (url.isEmpty()) {
      refuseLeftOvers();
      return Optional.empty();
    }
    return Optional.of(
        new DatabaseSettings(
            url.get(),
            valueOrFile("USER").orElse(""),
            valueOrFile("PASSWORD").orElse(""),
            value("SCHEMA").orElse(DatabaseSettings.DEFAULT_SCHEMA),
            value("POOL_SIZE")
                .map(DatabaseEnvironment::number)
                .orElse(DatabaseSettings.DEFAULT_POOL_SIZE),
            value("READER_ROLE").orElse(DatabaseSettings.DEFAULT_READER_ROLE),
            owner()));
  }

  private Optional<DatabaseSettings.Login> owner() {
    Optional<String> user = valueOrFile("OWNER_USER");
    Optional<String> password = valueOrFile("OWNER_PASSWORD");
    if (user.isEmpty() && password.isPresent()) {
      throw new IllegalArgumentException(
          "environment: '%1$sOWNER_PASSWORD' is set but '%1$sOWNER_USER' is not; set it too, or neither"
              .formatted(PREFIX));
    }
    return user.map(name -> new DatabaseSettings.Login(name, password.orElse("")));
  }

  /** A password without a URL is a mistyped variable, which must not start the embedded server. */
  private void refuseLeftOvers() {
    TreeSet<String> names = new TreeSet<>();
    variables.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !value.isBlank()) {
        names.add(name);
      }
    });
    if (!names.isEmpty()) {
      throw new IllegalArgumentException(
          "environment: '%s' is set but '%sURL' is not; set it too, or neither"
              .formatted(String.join("', '", names), PREFIX));
    }
  }

  private Optional<String> value(String name) {
    // An empty variable is how a compose file or a chart says "not set".
    return Optional.ofNullable(variables.get(PREFIX + name)).filter(v -> !v.isBlank());
  }

  private Optional<String> valueOrFile(String name) {
    Optional<String> value = value(name);
    Optional<String> file = value(name + "_FILE");
    if (value.isPresent() && file.isPresent()) {
      throw new IllegalArgumentException(
          "environment: '%s%s' and '%1$s%2$s_FILE' are both set, expected one; unset the other"
              .formatted(PREFIX, name));
    }
    return file.isPresent() ? Optional.of(read(PREFIX + name + "_FILE", file.get())) : value;
  }

  private static String read(String variable, String file) {
    try {
      // Editors and secret stores end a file with a line end that is not part of the secret.
      return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "environment: '%s' names the file '%s', which cannot be read (%s); mount it or correct the path"
              .formatted(variable, file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "environment: '%sPOOL_SIZE' must be a whole number, was '%s'; correct it"
              .formatted(PREFIX, text),
          e);
    }
  }
}
