package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.doctor.rules.Rules;
import dev.troupe.k8s.manifests.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page has a section for each rule, which is what {@code --explain} shows, and no other. */
class DoctorPageTest {
  private static final Path PAGE = Project.path("docs/operating/doctor.md");
  private static final String RULES = "## The rules\n";

  @Test
  void everyRuleIsExplainedAndNoOther() throws IOException {
    String sections = Rules.all().stream().map(Report::section).collect(Collectors.joining("\n"));
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(RULES) + RULES.length());
    if ("update".equals(System.getProperty("troupe.snippets"))) {
      Files.writeString(PAGE, before + "\n" + sections);
    }
    assertThat(Files.readString(PAGE))
        .as("run it with -Dtroupe.snippets=update")
        .isEqualTo(before + "\n" + sections);
  }
}
