package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
  private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir Path root;

  private void report(String module, String kind, String text, Instant written) throws IOException {
    Path folder = root.resolve(module).resolve("target").resolve(kind);
    Files.createDirectories(folder);
    Path file = folder.resolve("TEST-%d.xml".formatted(text.hashCode()));
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  private List<String> complaints(String proof) {
    return Proof.complaints(List.of(List.of("A1", "it works", proof)), TestRuns.below(root, START));
  }

  @Test
  void whatRanInAnyModuleIsFound() throws IOException {
    report(
        "one",
        "surefire-reports",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="a.CounterTest" tests="3">
          <properties><property name="testcase" value="skipped"/></properties>
          <testcase name="counts" classname="a.CounterTest" time="0.1"/>
          <testcase name="holds(Rule)[1]" classname="a.CounterTest"><skipped message="no"/></testcase>
          <testcase name="holds(Rule)[2]" classname="a.CounterTest"><system-out>skipped</system-out></testcase>
          <testcase name="isInside" classname="a.CounterTest$Nested"/>
        </testsuite>
        """,
        START);
    report(
        "one/two",
        "failsafe-reports",
        "<testsuite><testcase name='crashes{int}[1]' classname='b.CrashIT'/></testsuite>",
        START.plusSeconds(60));
    assertThat(
            complaints(
                "`CounterTest#counts`, `CounterTest#holds`, `CounterTest#isInside`, `CrashIT#crashes`"))
        .isEmpty();
  }

  @Test
  void whatDidNotRunOrWasSkippedIsNamedWithItsRow() throws IOException {
    report(
        "one",
        "surefire-reports",
        """
        <testsuite>
          <testcase name="sleeps" classname="a.CounterTest"><skipped/></testcase>
          <testcase name="counts" classname="a.CounterTest"/>
        </testsuite>
        """,
        START);
    assertThat(
            complaints(
                "`CounterTest#sleeps`, `CounterTest#count`, `CounterTest#counts`, `OtherTest#counts`"))
        .containsExactly(
            "A1: 'CounterTest#sleeps' was skipped",
            "A1: 'CounterTest#count' has not run",
            "A1: 'OtherTest#counts' has not run");
  }

  @Test
  void whatAnEarlierBuildReportedIsNoProof() throws IOException {
    report(
        "one",
        "surefire-reports",
        "<testsuite><testcase name='counts' classname='a.CounterTest'/></testsuite>",
        START.minusSeconds(1));
    assertThat(complaints("`CounterTest#counts`"))
        .containsExactly("A1: 'CounterTest#counts' has not run");
  }

  @Test
  void aReportThatEndsInTheMiddleIsNamed() throws IOException {
    report("one", "surefire-reports", "<testsuite><testcase name='counts' ", START);
    assertThatThrownBy(() -> complaints("`CounterTest#counts`"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("surefire-reports");
  }

  @Test
  void whoAsksForAPartOfTheTestsIsNotTold() {
    assertThat(Proof.isWhole("${test}${it.test}falsefalse")).isTrue();
    assertThat(Proof.isWhole("CounterTest${it.test}falsefalse")).isFalse();
    assertThat(Proof.isWhole("${test}${it.test}falsetrue")).isFalse();
    assertThat(Proof.isWhole("${test}Crash*falsefalse")).isFalse();
  }
}
