package dev.troupe.tenants.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateFileTest {
  private static final int ROOT = 0;
  private static final int SOMEBODY = 10001;
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"rw-------", "r--------"})
  void whatItsOwnerAloneMayReadIsPrivate(String permissions) {
    assertThat(others(permissions, SOMEBODY)).isEmpty();
    assertThat(others(permissions, ROOT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          r--r-----
          rw-r-----
          """)
  void aFileOfRootsThatAGroupMayReadIsPrivateAndAnybodyElsesIsNot(String permissions) {
    assertThat(others(permissions, ROOT)).isEmpty();
    assertThat(others(permissions, SOMEBODY)).contains(permissions);
  }

  @ParameterizedTest
  @CsvSource({"rw-rw----", "rw-r--r--", "rw-----w-", "rwxr-x---"})
  void whatOthersMayDoMoreWithIsNeverPrivate(String permissions) {
    assertThat(others(permissions, ROOT)).contains(permissions);
    assertThat(others(permissions, SOMEBODY)).contains(permissions);
  }

  @Test
  void whatIsMadeIsPrivateUntilSomebodyOpensIt() throws IOException {
    Path file = directory.resolve("key");
    PrivateFile.create(file, "secret");
    assertThat(PrivateFile.permissionsOfOthers(file)).isEmpty();

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(PrivateFile.permissionsOfOthers(file)).contains("rw-r--r--");
  }

  @Test
  void whatIsWrittenBitByBitIsPrivateFromTheFirstOnAndNothingIsOverwritten() throws IOException {
    Path file = directory.resolve("data");
    try (OutputStream out = PrivateFile.newOutputStream(file)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      out.write('a');
    }
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> PrivateFile.newOutputStream(file));
    assertThat(file).hasContent("a");
  }

  private static Optional<String> others(String permissions, int owner) {
    return PrivateFile.permissionsOfOthers(PosixFilePermissions.fromString(permissions), owner);
  }
}
