package dev.troupe.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.troupe.settings.KnownSettings;
import dev.troupe.settings.Setting;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page of settings has every setting, its default, range and variable, and no other. */
class ConfigurationTest {
  private static final Pattern VARIABLE = Pattern.compile("TROUPE_[A-Z]+(?:_[A-Z]+)*(?![A-Z_])");
  private static final ConfigResolveOptions NO_ENVIRONMENT = ConfigResolveOptions.noSystem();

  /** Put together from two parts in the source; DatabaseSettingsTest reads them. */
  private static final Set<String> OF_FILES =
      Set.of(
          "TROUPE_DATABASE_USER_FILE",
          "TROUPE_DATABASE_PASSWORD_FILE",
          "TROUPE_DATABASE_OWNER_USER_FILE",
          "TROUPE_DATABASE_OWNER_PASSWORD_FILE");

  private static final String OF_THE_DATABASE = "troupe.database.";

  private final Config reference =
      ConfigFactory.parseResources("reference.conf").withOnlyPath("troupe");
  private final Collection<Setting> known = KnownSettings.ofLibraries().all();
  private final Page page = Repository.page("docs/reference/configuration.md");

  /** Setting, default, what it takes, variable. */
  private final List<List<String>> settings =
      page.rows().stream().filter(row -> code(row.getFirst()).startsWith("troupe.")).toList();

  /** Setting, default, what it takes. */
  private final List<List<String>> ofTheDatabase =
      page.rows().stream()
          .filter(row -> code(row.get(1)).startsWith(OF_THE_DATABASE))
          .map(row -> row.subList(1, 4))
          .toList();

  @Test
  void everySettingHasItsDefaultAndWhatItTakes() {
    Map<String, List<String>> declared =
        known.stream()
            .collect(
                toMap(Setting::key, each -> List.of(each.shownDefault(), each.allowed().words())));
    Map<String, List<String>> documented =
        Stream.concat(settings.stream(), ofTheDatabase.stream())
            .collect(
                toMap(row -> code(row.getFirst()), row -> List.of(code(row.get(1)), row.get(2))));
    assertThat(new TreeMap<>(documented)).isEqualTo(new TreeMap<>(declared));
  }

  @Test
  void everyKeyOfTheLibrariesSaysWhatItTakes() {
    Set<String> keys = new TreeSet<>();
    leaves("troupe", reference.root().get("troupe"), keys);
    assertThat(known).extracting(Setting::key).containsAll(keys).hasSizeGreaterThan(100);
  }

  private static void leaves(String key, @Nullable ConfigValue value, Set<String> keys) {
    if (value instanceof ConfigObject section && !section.isEmpty()) {
      section.forEach((name, each) -> leaves(key + "." + name, each, keys));
    } else {
      keys.add(key);
    }
  }

  @Test
  void everySettingHasItsVariable() {
    Map<String, String> documented =
        settings.stream()
            .filter(row -> !row.get(3).isEmpty())
            .collect(toMap(row -> code(row.get(3)), row -> code(row.getFirst())));
    assertThat(new TreeSet<>(documented.keySet()))
        .isEqualTo(variablesIn(reference.root().render()));
    documented.forEach((variable, setting) ->
        assertThat(
                reference
                    .withFallback(ConfigFactory.parseMap(Map.of(variable, "set by it")))
                    .resolve(NO_ENVIRONMENT)
                    .getString(setting))
            .as("%s by %s", setting, variable)
            .isEqualTo("set by it"));
  }

  @Test
  void everyVariableThatTheCodeReadsIsThere() {
    Set<String> read =
        Stream.of(".java", ".conf", ".xml")
            .flatMap(ending -> Repository.files(Repository.root(), ending))
            .filter(file -> file.toString().contains("/src/main/"))
            .map((Path file) -> variablesIn(Repository.read(file)))
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    read.addAll(OF_FILES);
    assertThat(variablesIn(String.join("\n", page.lines()))).isEqualTo(read);
  }

  private static Set<String> variablesIn(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(each -> each.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String code(String cell) {
    return cell.replaceAll("^`|`$", "");
  }
}
