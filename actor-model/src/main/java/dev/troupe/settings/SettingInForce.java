package dev.troupe.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Optional;

/**
 * A setting, and what it is here.
 *
 * @param setting which one
 * @param value what it is; none where nobody says anything and it has no default
 */
public record SettingInForce(Setting setting, Optional<ConfigValue> value) {

  /** The value as it was written, {@code (hidden)} for a secret; empty where there is none. */
  public String shown() {
    return value.map(setting::shown).orElse("");
  }

  /** Whether it means the same as its default. */
  public boolean isDefault() {
    return read(value).equals(read(setting.byDefault()));
  }

  private Optional<Object> read(Optional<ConfigValue> given) {
    return given.map(each -> setting.allowed().read(each).orElse(each));
  }

  /** Where the value was written, as {@code application.conf: 12}; empty where there is none. */
  public String origin() {
    return value.map(each -> origin(each.origin())).orElse("");
  }

  /** A file without what is before its name, a variable, the system properties. */
  static String origin(ConfigOrigin origin) {
    String file = origin.resource() == null ? origin.filename() : origin.resource();
    if (file == null) {
      return origin.description();
    }
    return origin.lineNumber() < 0 ? file : "%s: %d".formatted(file, origin.lineNumber());
  }
}
