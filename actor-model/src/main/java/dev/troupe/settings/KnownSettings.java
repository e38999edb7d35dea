package dev.troupe.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that there are below {@code troupe}.
 *
 * <p>They are declared in the {@code reference.conf} of each library, where their defaults are: the
 * comment above a key has a line that begins with {@code Takes:} and says what a value must be, in
 * the words of {@link Allowed}. A key without such a line is not known. So a setting has one place
 * that says its name, its default and its range, for the node that refuses what is wrong, for the
 * command that prints them, and for the test of the page.
 */
public final class KnownSettings {
  /** The section that is ours. */
  public static final String ROOT = "troupe";

  private static final String MARK = "Takes:";

  private final Map<String, Setting> settings = new TreeMap<>();
  private final TreeSet<String> free = new TreeSet<>();
  private final TreeSet<String> sections = new TreeSet<>();

  private KnownSettings(Config declared) {
    Config ours = declared.withOnlyPath(ROOT);
    // Without the environment: a default is what is there when nobody says anything.
    Config resolved = ours.resolve(ConfigResolveOptions.noSystem());
    declare(
        ROOT,
        Objects.requireNonNullElseGet(ours.root().get(ROOT), () -> ConfigFactory.empty().root()),
        Optional.ofNullable(resolved.root().get(ROOT)));
  }

  /** Those of the libraries on the class path. */
  public static KnownSettings ofLibraries() {
    return new KnownSettings(ConfigFactory.defaultReferenceUnresolved());
  }

  /** Those of such a file. */
  static KnownSettings of(Config declared) {
    return new KnownSettings(declared);
  }

  private void declare(String key, ConfigValue value, Optional<ConfigValue> byDefault) {
    Optional<Allowed> allowed = allowed(value);
    boolean isPekko = allowed.filter(each -> each.kind() == Kind.PEKKO).isPresent();
    if (isPekko) {
      free.add(key);
    } else if (allowed.isPresent()) {
      settings.put(key, new Setting(key, allowed.get(), byDefault.filter(KnownSettings::isSet)));
      return;
    }
    if (value instanceof ConfigObject section) {
      sections.add(key);
      section.forEach((name, each) ->
          declare(
              key + "." + ConfigUtil.joinPath(name),
              each,
              byDefault.map(all -> ((ConfigObject) all).get(name))));
    }
  }

  private static Optional<Allowed> allowed(ConfigValue declared) {
    return declared.origin().comments().stream()
        .map(String::strip)
        .filter(line -> line.startsWith(MARK))
        .findFirst()
        .map(line -> Allowed.parse(line.substring(MARK.length()).strip()));
  }

  private static boolean isSet(ConfigValue value) {
    return value.valueType() != ConfigValueType.NULL;
  }

  /** All, by their names. */
  public Collection<Setting> all() {
    return List.copyOf(settings.values());
  }

  /** The name, of a setting or a section, that was probably meant by this one. */
  public Optional<String> nearest(String name) {
    TreeSet<String> names = new TreeSet<>(sections);
    names.addAll(settings.keySet());
    return Nearest.to(name, names);
  }

  /** What each of them is in this resolved configuration. */
  public List<SettingInForce> inForce(Config whole) {
    return settings.values().stream()
        .map(setting -> new SettingInForce(setting, value(whole.root(), setting.key())))
        .toList();
  }

  private static Optional<ConfigValue> value(ConfigObject root, String key) {
    ConfigValue value = root;
    for (String name : ConfigUtil.splitPath(key)) {
      value = value instanceof ConfigObject section ? section.get(name) : null;
    }
    return Optional.ofNullable(value).filter(KnownSettings::isSet);
  }

  /**
   * What is wrong with this resolved configuration, a sentence each: settings that there are not,
   * with the one that was probably meant, and values that are not allowed; all with their origin.
   */
  public List<String> findings(Config whole) {
    List<String> findings = new ArrayList<>();
    ConfigValue ours = whole.root().get(ROOT);
    if (ours != null) {
      look(ROOT, ours, findings);
    }
    return findings;
  }

  private void look(String key, ConfigValue value, List<String> findings) {
    Setting setting = settings.get(key);
    if (setting != null) {
      if (isSet(value) ? !setting.allowed().takes(value) : setting.byDefault().isPresent()) {
        findings.add(
            "%s must be %s, was '%s' (%s)"
                .formatted(
                    key,
                    setting.allowed().sentence(),
                    isSet(value) ? setting.shown(value) : "null",
                    SettingInForce.origin(value.origin())));
      }
    } else if (sections.contains(key)) {
      if (value instanceof ConfigObject section) {
        lookInto(key, section, findings);
      } else {
        findings.add(
            "%s is a section of settings, was '%s' (%s)"
                .formatted(key, value.unwrapped(), SettingInForce.origin(value.origin())));
      }
    } else {
      unknown(key, value, findings);
    }
  }

  private void lookInto(String key, ConfigObject section, List<String> findings) {
    for (Map.Entry<String, ConfigValue> each : new TreeMap<>(section).entrySet()) {
      String name = key + "." + ConfigUtil.joinPath(each.getKey());
      if (!free.contains(key) || settings.containsKey(name)) {
        look(name, each.getValue(), findings);
      }
    }
  }

  private void unknown(String key, ConfigValue value, List<String> findings) {
    if (value instanceof ConfigObject section && !section.isEmpty()) {
      new TreeMap<>(section)
          .forEach((name, each) -> unknown(key + "." + ConfigUtil.joinPath(name), each, findings));
    } else {
      findings.add(
          "unknown setting %s (%s)%s"
              .formatted(
                  key,
                  SettingInForce.origin(value.origin()),
                  Nearest.to(key, settings.keySet())
                      .map("; did you mean %s?"::formatted)
                      .orElse("; there is none that is like it")));
    }
  }
}
