package dev.troupe.docs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last step of a build: each test that the page of capabilities names has run in it, and was
 * not skipped. A test class can't say so, since it does not know what runs after it.
 */
final class Proof {
  private static final String PAGE = "docs/reference/capabilities.md";
  private static final Pattern NOTHING_GIVEN = Pattern.compile("(\\$\\{[\\w.]+}|false)+");

  private Proof() {}

  /**
   * Ends with code 1 if one has not run.
   *
   * @param arguments the time at which the build began; and the properties by which one asks for a
   *     part of the tests, each as an expression, which Maven leaves as it is if nobody gave it, or
   *     {@code false}
   */
  public static void main(String[] arguments) {
    if (!isWhole(arguments[1])) {
      System.out.println("named tests: not looked at, since a part of the tests was asked for");
      return;
    }
    Path root = Repository.root();
    List<List<String>> rows = Repository.page(PAGE).rows();
    List<String> complaints = complaints(rows, TestRuns.below(root, Instant.parse(arguments[0])));
    if (!complaints.isEmpty()) {
      complaints.forEach(each -> System.err.println(PAGE + ": " + each));
      System.err.printf(
          "%s: %d of the tests that it names prove nothing in this build; have them run, or name others%n",
          PAGE, complaints.size());
      System.exit(1);
    }
    System.out.printf(
        "named tests: all %d ran%n",
        rows.stream().flatMap(row -> TestName.in(row.getLast()).stream()).distinct().count());
  }

  /** Whether all tests of the build were asked for. */
  static boolean isWhole(String properties) {
    return NOTHING_GIVEN.matcher(properties).matches();
  }

  /** What is wrong with the tests that the last cells of these rows name. */
  static List<String> complaints(List<List<String>> rows, TestRuns runs) {
    return rows.stream()
        .flatMap(row -> TestName.in(row.getLast()).stream().flatMap(test -> about(row, test, runs)))
        .toList();
  }

  private static Stream<String> about(List<String> row, TestName test, TestRuns runs) {
    return runs
        .complaint(test)
        .map(what -> "%s: '%s' %s".formatted(row.getFirst(), test, what))
        .stream();
  }
}
