package dev.troupe.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.settings.KnownSettings;
import dev.troupe.settings.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of the cluster's settings names keys that there are, and their values. */
class ClusterSettingsTest {
  private static final String NONE = "none";

  private final Page page = Repository.page("docs/reference/cluster-settings.md");

  /** Field, setting, Pekko's key, value, meaning; without the marks of code. */
  private final List<List<String>> rows =
      page.rows().stream()
          .map(row -> row.stream().map(cell -> cell.replaceAll("^`|`$", "")).toList())
          .toList();

  private final Config node = ExaminedSettings.of(Map.of()).config();

  @Test
  void everyFieldIsThere() {
    assertThat(rows.stream().map(List::getFirst).distinct())
        .containsExactly(
            "id",
            "name",
            "host",
            "port",
            "join addresses",
            "discovery interval",
            "heartbeat interval",
            "election timeout",
            "leader timeout",
            "retries",
            "delay",
            "enable consensus",
            "enable gossip",
            "metadata");
  }

  @Test
  void aFieldHasAKeyOfPekkoThatThereIsOrSaysWhyItHasNone() {
    Config pekko = ConfigFactory.defaultReference();
    assertThat(rows)
        .allSatisfy(row -> {
          if (row.get(2).equals(NONE)) {
            assertThat(row.get(4)).startsWith("does not exist, because ");
          } else {
            assertThat(row.get(2)).startsWith("pekko.");
            assertThat(pekko.hasPathOrNull(row.get(2))).as(row.get(2)).isTrue();
          }
        });
  }

  @Test
  void itsValueIsWhatANodeHas() {
    assertThat(rows)
        .filteredOn(row -> !row.get(2).equals(NONE))
        .allSatisfy(row ->
            assertThat(String.valueOf(node.getAnyRef(row.get(2))))
                .as(row.get(2))
                .isEqualTo(row.get(3)));
  }

  @Test
  void itsSettingIsOneOfOurs() {
    List<String> ours = KnownSettings.ofLibraries().all().stream().map(Setting::key).toList();
    assertThat(rows)
        .extracting(row -> row.get(1))
        .filteredOn(setting -> !setting.isEmpty())
        .hasSizeGreaterThan(5)
        .isSubsetOf(ours);
  }
}
