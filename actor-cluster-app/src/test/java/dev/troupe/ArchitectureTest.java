package dev.troupe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.troupe.architecture.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of {@link Rule}, over all modules; and that each can fail. */
class ArchitectureTest {
  private static final String ROOT = "dev.troupe";
  private static final String BROKEN = "dev.troupe.architecture.violations";

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

  @ParameterizedTest
  @EnumSource
  void everyRuleHolds(Rule rule) {
    assertThat(ALL.contain(dev.troupe.model.EntityKey.class)).as("all modules are read").isTrue();
    rule.in(ROOT).check(ALL);
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleIsSeenToFail(Rule rule) {
    String report = rule.in(BROKEN).evaluate(VIOLATIONS).getFailureReport().toString();
    assertThat(rule.violators())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(report).contains(BROKEN + "." + name));
  }
}
