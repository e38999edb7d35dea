package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.troupe.model.Cart;
import dev.troupe.model.EntityType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractFileTest {
  private static final String PROPERTY = "troupe.contracts";

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void freezesTheCart() {
    file = directory.resolve("entity-contracts.txt");
    accepting(Cart.TYPE);
  }

  @AfterEach
  void acceptsNothingByItself() {
    System.clearProperty(PROPERTY);
  }

  private void accepting(EntityType<?> type) {
    System.setProperty(PROPERTY, "accept");
    ContractFile.verify(file, type);
    System.clearProperty(PROPERTY);
  }

  @Test
  void passesWhereNothingChanged() throws IOException {
    assertThatNoException().isThrownBy(() -> ContractFile.verify(file, Cart.TYPE));
    assertThatNoException().isThrownBy(() -> ContractFile.verify(file, List.of(Cart.TYPE)));
    assertThat(file)
        .content()
        .startsWith("# ")
        .contains("-Dtroupe.contracts=accept")
        .endsWith(ContractText.of(List.of(Cart.TYPE)));
  }

  @Test
  void passesWhateverCommentsAndLineEndsTheFileHas() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, "# ours\r\n" + text.replace("\n", "\r\n"));

    assertThatNoException().isThrownBy(() -> ContractFile.verify(file, Cart.TYPE));
  }

  @Test
  void printsEachDifferenceWithItsMeaningAndWhatToDo() throws IOException {
    String text = Files.readString(file).replace("event removed#1", "event taken-out#1");
    Files.writeString(file, text.replace("command get-note {} -> Optional<String>\n", ""));

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessageContaining("3 differences, 1 of which break what is stored or sent")
        .withMessageContaining(
            """
            cart
            - event taken-out#1 {item: String}
                breaks what is stored: 'taken-out' can be read no more; if it has a new name, \
            register .renamed("taken-out", Removed.class), else keep its record
            """)
        .withMessageContaining(
            "+ command get-note {} -> Optional<String>\n    harmless: a new command\n")
        .withMessageContaining(".upcasting(Event.class, fields -> ...)")
        .withMessageContaining("-Dtroupe.contracts=accept");
    assertThat(file).content().contains("taken-out");
  }

  @Test
  void rewritesTheFileIfToldToAccept() throws IOException {
    Files.writeString(file, Files.readString(file).replace("int", "long"));

    accepting(Cart.TYPE);

    assertThat(file).content().contains("record Total {count: int}").doesNotContain("long");
    assertThatNoException().isThrownBy(() -> ContractFile.verify(file, Cart.TYPE));
  }

  @Test
  void saysHowToCreateAMissingFile() throws IOException {
    Files.delete(file);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessage(
            "%s: there is no such file; to create it, run this test with -Dtroupe.contracts=accept, and commit it",
            file);
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesAFileThatIsNoContract() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, "<<<<<<< ours\n" + text);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessageContaining("line 1 is unreadable: '<<<<<<< ours'; restore it");

    Files.writeString(file, text + text);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessageContaining("is there twice: 'entity cart'");

    Files.writeString(file, "event added#1 {}");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessageContaining("line 1 is before the first 'entity'");
  }

  @Test
  void refusesAMisspeltSetting() throws IOException {
    Files.delete(file);
    System.setProperty(PROPERTY, "acept");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContractFile.verify(file, Cart.TYPE))
        .withMessage("troupe.contracts must be 'accept' or not be set, was 'acept'");
  }
}
