package dev.troupe.settings;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Optional;

/**
 * A setting that there is.
 *
 * @param key its whole name, as {@code troupe.http.port}
 * @param allowed what it may be
 * @param byDefault what it is where nobody says anything; none where it has no default
 */
public record Setting(String key, Allowed allowed, Optional<ConfigValue> byDefault) {

  /** Whether nobody is to see it. */
  public boolean isSecret() {
    return allowed.kind() == Kind.SECRET;
  }

  /** The default as it is shown; empty where there is none. */
  public String shownDefault() {
    return byDefault.map(this::shown).orElse("");
  }

  /** A value of it for people: as it was written, and {@code (hidden)} for a secret. */
  String shown(ConfigValue value) {
    String text = text(value);
    return isSecret() && !text.isEmpty() ? "(hidden)" : text;
  }

  private static String text(ConfigValue value) {
    return switch (value.valueType()) {
      case NULL -> "";
      case OBJECT -> value.render(ConfigRenderOptions.concise());
      default -> String.valueOf(value.unwrapped());
    };
  }
}
