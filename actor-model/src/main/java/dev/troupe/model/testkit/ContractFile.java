package dev.troupe.model.testkit;

import static java.util.stream.Collectors.joining;

import dev.troupe.model.EntityType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * A checked-in file that freezes the names and shapes of entity types, so that no one changes what
 * is stored or sent without being told.
 *
 * <p>One test of a service is enough:
 *
 * <pre>{@code
 * @Test
 * void nothingStoredBecomesUnreadable() {
 *   ContractFile.verify(Path.of("entity-contracts.txt"), Account.TYPE, Session.TYPE);
 * }
 * }</pre>
 *
 * <p>A difference fails the test and says whether it is harmless or breaks what is stored or sent,
 * and what to do. Run with the system property {@code troupe.contracts=accept}, the test rewrites
 * the file, prints what it accepted, and passes.
 */
public final class ContractFile {
  private static final String PROPERTY = "troupe.contracts";
  private static final String ACCEPT = "accept";
  private static final String HOW_TO_ACCEPT = "-D" + PROPERTY + "=" + ACCEPT;
  private static final String HEADER =
      """
      # What the entities store and send: their names, versions and shapes.
      # A test compares it with the code. To accept a change, run that test with
      # %s and commit this file with the change.

      """
          .formatted(HOW_TO_ACCEPT);

  private ContractFile() {}

  /**
   * Compares the file with the contracts of all types of a service.
   *
   * @param file where the contracts are frozen, in UTF-8
   * @param types all types of the service; one that is in the file and not here is missed
   * @throws AssertionError if they differ, or if the file is missing or no contract file
   * @throws UncheckedIOException if the file can't be read or written
   */
  public static void verify(Path file, EntityType<?>... types) {
    verify(file, List.of(types));
  }

  /** The same, of a collection of types. */
  public static void verify(Path file, Collection<? extends EntityType<?>> types) {
    String present = ContractText.of(types);
    if (!Files.exists(file)) {
      verifyMissing(file, present);
      return;
    }
    List<ContractDifference> differences = compare(file, present);
    if (differences.isEmpty()) {
      return;
    }
    if (!isAccepting()) {
      throw new AssertionError(summary(file, differences) + text(differences) + whatToDo());
    }
    write(file, present);
    print("%s: accepted\n%s".formatted(file, text(differences)));
  }

  private static void verifyMissing(Path file, String present) {
    if (!isAccepting()) {
      throw new AssertionError(
          "%s: there is no such file; to create it, run this test with %s, and commit it"
              .formatted(file, HOW_TO_ACCEPT));
    }
    write(file, present);
    print("%s: created".formatted(file));
  }

  private static List<ContractDifference> compare(Path file, String present) {
    try {
      return ContractComparison.of(Files.readString(file), present);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(
          "%s: %s; restore it from version control".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAccepting() {
    String value = System.getProperty(PROPERTY, "");
    if (!value.isEmpty() && !value.equals(ACCEPT)) {
      throw new IllegalArgumentException(
          "%s must be '%s' or not be set, was '%s'".formatted(PROPERTY, ACCEPT, value));
    }
    return value.equals(ACCEPT);
  }

  private static void write(Path file, String contracts) {
    try {
      Files.writeString(file, HEADER + contracts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(String text) {
    System.out.println(text);
  }

  private static String summary(Path file, List<ContractDifference> differences) {
    long breaking = differences.stream().filter(ContractDifference::breaks).count();
    return "%s: %d differences, %d of which break what is stored or sent\n\n"
        .formatted(file, differences.size(), breaking);
  }

  private static String text(List<ContractDifference> differences) {
    return differences.stream()
        .map(each -> "%s\n%s".formatted(each.type(), each.text()))
        .collect(joining("\n"));
  }

  private static String whatToDo() {
    return """

    A rename is made good by .renamed("old-name", NewName.class) on the type, a changed shape of
    an event by .upcasting(Event.class, fields -> ...). To accept what is left, run this test
    with %s: it rewrites the file, which is then reviewed with the change.
    """
        .formatted(HOW_TO_ACCEPT);
  }
}
