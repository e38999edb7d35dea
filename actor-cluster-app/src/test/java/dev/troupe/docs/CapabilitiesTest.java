package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the project says it can do is proved by the tests that it names. */
class CapabilitiesTest {
  private static final Pattern ROW = Pattern.compile("[A-F][1-9]\\d?");
  private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");
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
      Matcher methods = METHOD.matcher(proof);
      boolean decided = DECISION.matcher(proof).find();
      assertThat(decided || methods.find()).as("%s: '%s'", row.getFirst(), proof).isTrue();
      methods
          .reset()
          .results()
          .forEach(method -> isATest(row.getFirst(), method.group(1), method.group(2)));
    }
  }

  private static void isATest(String row, String type, String method) {
    Optional<Path> file = Repository.testClass(type);
    assertThat(file).as("%s: the test class %s", row, type).isPresent();
    assertThat(Repository.read(file.orElseThrow()))
        .as("%s: %s", row, file.orElseThrow())
        .containsPattern(
            "@(Test|Property|ParameterizedTest|RepeatedTest)\\b[^;{}]*\\bvoid " + method + "\\(");
  }
}
