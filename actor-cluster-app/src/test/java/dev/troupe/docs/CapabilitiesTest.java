package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the project says it can do is proved by the tests that it names. Whether they run is for
 * {@link Proof} to say.
 */
class CapabilitiesTest {
  private static final Pattern ROW = Pattern.compile("[A-F][1-9]\\d?");
  private static final Pattern DECISION = Pattern.compile("\\[[^\\]]+]\\([^)]+\\.md\\)");

  private final List<List<String>> rows = Repository.page("docs/reference/capabilities.md").rows();

  @Test
  void everyRowIsNamedOnce() {
    assertThat(rows).isNotEmpty();
    assertThat(rows)
        .extracting(List::getFirst)
        .allSatisfy(row -> assertThat(row).matches(ROW))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyRowHasATestOrADecision() {
    for (List<String> row : rows) {
      String proof = row.getLast();
      List<TestName> tests = TestName.in(proof);
      boolean decided = DECISION.matcher(proof).find();
      assertThat(decided || !tests.isEmpty()).as("%s: '%s'", row.getFirst(), proof).isTrue();
      tests.forEach(test -> isATest(row.getFirst(), test));
    }
  }

  private static void isATest(String row, TestName test) {
    Optional<Path> file = Repository.testClass(test.type());
    assertThat(file).as("%s: the test class %s", row, test.type()).isPresent();
    assertThat(Repository.read(file.orElseThrow()))
        .as("%s: %s", row, file.orElseThrow())
        .containsPattern(
            "@(Test|Property|ParameterizedTest|RepeatedTest)\\b[^;{}]*\\bvoid "
                + test.method()
                + "\\(");
  }
}
