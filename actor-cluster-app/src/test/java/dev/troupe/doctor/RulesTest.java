package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rule;
import dev.troupe.doctor.rules.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds what it is about, and nothing in an installation that is sound. */
class RulesTest {
  private static final Map<String, Facts> BROKEN = Broken.all();

  static List<Rule> rules() {
    return Rules.all();
  }

  private static Facts broken(Rule rule) {
    return Optional.ofNullable(BROKEN.get(rule.id())).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findsWhatIsBroken(Rule rule) {
    assertThat(rule.findings(broken(rule))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findsNothingWhereAllIsWell(Rule rule) {
    assertThat(rule.findings(Installation.isSound())).isEmpty();
  }

  @Test
  void eachBrokenInstallationIsOfOneRule() {
    assertThat(Rules.all()).hasSizeGreaterThanOrEqualTo(30);
    assertThat(BROKEN.keySet())
        .containsExactlyInAnyOrderElementsOf(Rules.all().stream().map(Rule::id).toList());
  }

  @Test
  void nothingIsSaidOfWhatNobodyLookedAt() {
    assertThat(Rules.findings(Facts.NONE)).isEmpty();
  }

  @Test
  void noEvidenceShowsASecret() {
    assertThat(BROKEN.values())
        .flatExtracting(Rules::findings)
        .extracting(Finding::evidence)
        .allSatisfy(evidence -> assertThat(evidence).isNotBlank().doesNotContain(Broken.SECRETS));
  }

  @Test
  void aValueThatIsNoneOfItsKindIsAFindingOfTheRuleThatReadsIt() {
    Facts facts =
        Installation.with(
            Installation.isSound(), "pekko.cluster.sharding.number-of-shards", "many");

    assertThat(Rules.findings(facts))
        .extracting(Finding::toString)
        .anyMatch(
            each -> each.matches("error shards-differ: can't be checked: .*number-of-shards.*"));
  }

  @Test
  void whatIsAcceptedIsNoFinding() {
    Rule rule = Rules.get("authentication-off");
    Diagnosis open = Diagnosis.of(broken(rule), Set.of());
    Diagnosis accepted = Diagnosis.of(broken(rule), Diagnosis.accepted(rule.id()));

    assertThat(open.hasErrors()).isTrue();
    assertThat(accepted.findings()).isEmpty();
    assertThat(accepted.acceptedIds()).containsExactly("authentication-off");
  }

  @Test
  void whatIsNoRuleCanNotBeAccepted() {
    assertThatThrownBy(() -> Diagnosis.accepted("authentication-off, no-such"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no rule 'no-such'");
  }
}
