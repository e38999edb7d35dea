package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor does at the start of a node whose settings it can't make sense of. */
class StartCheckTest {
  private static final String ACCEPT = "troupe.doctor.accept";
  private final DatabaseSettings away =
      new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/none", "nobody", "", "public", 2);

  private boolean mayStart(String mode, String setting, String value) {
    Config config =
        ConfigFactory.parseMap(Map.of("troupe.doctor.at-start", mode, setting, value))
            .withFallback(ExaminedSettings.of(Map.of("TROUPE_ENCRYPTION", "off")).config());
    StartCheck.run(config, away);
    return true;
  }

  @Test
  void aRuleOfANewerBuildThatIsAcceptedKeepsOnlyAStrictNodeFromStarting() {
    assertThat(mayStart("warn", ACCEPT, "database-unreachable, rule-of-next-year")).isTrue();
    assertThatThrownBy(() -> mayStart("strict", ACCEPT, "database-unreachable, rule-of-next-year"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no rule 'rule-of-next-year'");
  }

  @Test
  void whoOnlyWarnsKeepsNoNodeFromStartingByFailing() {
    assertThat(mayStart("warn", "troupe.node.drain", "5 apples")).isTrue();
    assertThat(mayStart("warn", "troupe.encryption.file", "no\0path")).isTrue();
    assertThatThrownBy(() -> mayStart("strict", "troupe.node.drain", "5 apples"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drain-outlasts-phase (can't be checked: ");
  }

  @Test
  void aStrictNodeDoesNotStartWhereItCanNotBeExamined() {
    assertThatThrownBy(() -> mayStart("strict", "troupe.encryption.file", "no\0path"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
