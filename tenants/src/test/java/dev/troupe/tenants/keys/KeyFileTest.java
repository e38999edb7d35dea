package dev.troupe.tenants.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  private static final byte[] KEY = "0123456789abcdef".getBytes(UTF_8);
  private static final byte[] PLACE = "acme 1".getBytes(UTF_8);

  private @TempDir Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("sub").resolve("keys.json");
  }

  @Test
  void isMadeForItsOwnerAloneAndReadAgain() throws Exception {
    KeyFile made = KeyFile.openOrCreate(file);
    byte[] wrapped = made.wrap(made.current(), KEY, PLACE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryContaining("glob:**keys.json");
    KeyFile again = KeyFile.openOrCreate(file);
    assertThat(again.current()).isEqualTo(made.current());
    assertThat(again.unwrap(made.current(), wrapped, PLACE)).isEqualTo(KEY);
  }

  @Test
  void oneThatOthersMayReadIsRefused() throws Exception {
    KeyFile.openOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> KeyFile.open(file))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("permissions were 'rw-r--r--', expected 'rw-------'");
  }

  @Test
  void oneThatIsNotThereIsNotMade() {
    assertThatThrownBy(() -> KeyFile.open(file))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("is not there; bring it back");
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsNoKeysetIsSaidToBeNone() throws Exception {
    Files.createDirectories(file.getParent());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "{\"no\": \"keyset\"}");
    assertThatThrownBy(() -> KeyFile.open(file))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("is no readable keyset of Tink");
  }

  @Test
  void aNewKeyWrapsAndTheOldOneUnwrapsAlsoWhereTheFileWasOpenBefore() {
    KeyFile made = KeyFile.openOrCreate(file);
    KeyFile elsewhere = KeyFile.open(file);
    String old = made.current();
    byte[] wrapped = made.wrap(old, KEY, PLACE);
    made.rotate();
    assertThat(made.current()).isNotEqualTo(old);
    assertThat(elsewhere.current()).isEqualTo(made.current());
    assertThat(elsewhere.unwrap(old, wrapped, PLACE)).isEqualTo(KEY);
  }

  @Test
  void aKeyThatTheFileLostIsUnavailableAndOneOfAnotherPlaceNotAuthentic() throws Exception {
    KeyFile made = KeyFile.openOrCreate(file);
    String lost = made.current();
    byte[] wrapped = made.wrap(lost, KEY, PLACE);
    assertThatThrownBy(() -> made.unwrap(lost, wrapped, "other 1".getBytes(UTF_8)))
        .isInstanceOf(KeyFailure.NotAuthentic.class);
    KeyFile another = KeyFile.openOrCreate(directory.resolve("another.json"));
    assertThatThrownBy(() -> another.unwrap(lost, wrapped, PLACE))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("has no key '" + lost + "'");
    Files.delete(file);
    assertThatThrownBy(() -> made.unwrap(lost, wrapped, PLACE))
        .isInstanceOf(KeyFailure.Unavailable.class)
        .hasMessageContaining("can't be read");
  }
}
